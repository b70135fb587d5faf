using Windsock.Agent.Web;

namespace Windsock.Agent.Tests.Web;

public sealed class ReadinessRuleTests
{
    [Theory]
    [InlineData(true, "Synced", true)]
    [InlineData(true, "Off", true)]
    [InlineData(true, "Forbidden", true)]
    [InlineData(true, "Syncing", false)]
    [InlineData(false, "Synced", false)]
    [InlineData(false, "Syncing", false)]
    public void Ready_means_a_source_is_up_and_the_view_is_as_complete_as_it_will_get(bool isUp, string view, bool isReady)
    {
        var status = FixedStatus.Healthy;
        status = status with
        {
            Sources = [status.Sources[0] with { Up = isUp }],
            Cluster = status.Cluster with { State = Enum.Parse<ClusterViewState>(view) },
        };

        var readiness = ReadinessRule.Judge(status);

        Assert.Equal(isReady, readiness.Ready);
        Assert.All(readiness.Checks, check => Assert.NotEmpty(check.Reason));
    }

    [Fact]
    public void One_source_of_several_is_enough()
    {
        var source = FixedStatus.Healthy.Sources[0];

        Assert.True(ReadinessRule.Judge(FixedStatus.Healthy with { Sources = [source with { Up = false }, source] }).Ready);
        Assert.False(ReadinessRule.Judge(FixedStatus.Healthy with { Sources = [] }).Ready);
    }
}
