using Windsock.Model.Flows;
using Windsock.Pipeline.Stages;

namespace Windsock.Pipeline.Tests.Stages;

public class StepAsideTests
{
    [Fact]
    public void A_stage_with_few_flows_stays_on_the_thread_that_brought_them()
    {
        var aside = new StepAside();
        aside.Woken();

        Assert.False(aside.IsDue(1));
        Assert.False(aside.IsDue(FlowBatch.MaxCount / 2));
    }

    [Fact]
    public void A_stage_with_a_full_batch_takes_a_thread_of_its_own_once()
    {
        var aside = new StepAside();
        aside.Woken();

        Assert.True(aside.IsDue(FlowBatch.MaxCount));
        Assert.False(aside.IsDue(FlowBatch.MaxCount));
        aside.Woken();
        Assert.True(aside.IsDue(FlowBatch.MaxCount));
    }

    [Fact]
    public void A_borrowed_thread_is_given_back_after_sixteen_batches()
    {
        var aside = new StepAside();
        aside.Woken();

        Assert.Equal(16, Enumerable.Range(1, 40).First(_ => aside.IsDue(1)));
    }

    [Fact]
    public void A_stage_that_never_waited_has_a_thread_of_its_own()
    {
        var aside = new StepAside();

        Assert.False(aside.IsDue(FlowBatch.MaxCount));
    }
}
