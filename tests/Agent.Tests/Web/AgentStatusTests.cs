using Windsock.Agent.Web;
using Windsock.Model.Sources;
using Windsock.Pipeline.Accounting;
using Windsock.Pipeline.Queues;

namespace Windsock.Agent.Tests.Web;

public sealed class AgentStatusTests
{
    [Fact]
    public void A_source_shows_its_books_and_its_nodes()
    {
        var ledger = new SourceLedger("hubble") { IsUp = true };
        ledger.CountDecoded(10);
        ledger.CountUndecodable(DecodeFailure.Oversized, 2);
        ledger.CountDuplicates(3);
        ledger.CountLost(LossReason.HubbleRingBuffer, 4);
        ledger.CountGap();
        ledger.CountFailure("connection refused");
        ledger.SetNode("a", true);
        ledger.SetNode("b", false);

        Assert.Equal(new SourceStatus("hubble", true, 15, 10, 2, 3, 4, 1, 1, 1, 2) { LastFailure = "connection refused" }, SourceStatus.Of(ledger));
    }

    [Fact]
    public void Words_of_a_failure_are_cut()
    {
        var ledger = new SourceLedger("hubble");
        ledger.CountFailure(new string('x', 5_000));

        Assert.Equal(new string('x', 500), SourceStatus.Of(ledger).LastFailure);
    }

    [Fact]
    public async Task A_queue_shows_how_full_it_is_and_what_was_given_up()
    {
        var queue = new BoundedQueue<string>("flows", 2, singleWriter: true);
        await queue.WriteAsync("a", 5);

        Assert.Equal(new QueueStatus("flows", 1, 2, 0), QueueStatus.Of(queue));
        queue.Abort();
        Assert.Equal(new QueueStatus("flows", 0, 2, 5), QueueStatus.Of(queue));
    }
}
