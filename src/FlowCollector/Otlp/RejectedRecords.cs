using System.Globalization;
using System.Text;
using Windsock.Pipeline.Accounting;

namespace Windsock.FlowCollector.Otlp;

/// <summary>Log records of one request that were not taken, by reason.</summary>
internal struct RejectedRecords
{
    public long Malformed { get; private set; }

    public long NotACall { get; private set; }

    public long ForeignSender { get; private set; }

    /// <summary>Read, and dropped because the agent's queue is full or the agent stops.</summary>
    public long Dropped { get; private set; }

    public readonly long Total => Malformed + NotACall + ForeignSender + Dropped;

    public void Add(CallFailure failure)
    {
        switch (failure)
        {
            case CallFailure.NotACall: NotACall++; break;
            case CallFailure.ForeignSender: ForeignSender++; break;
            default: Malformed++; break;
        }
    }

    public void AddDropped(long count) => Dropped += count;

    /// <summary>Why, for the one who sent them; empty when all were taken.</summary>
    public readonly string Reasons()
    {
        var text = new StringBuilder();
        Say(text, NotACall, "no access log of a mesh's proxy with the labels that are asked for");
        Say(text, ForeignSender, "not from the address of the pod that they tell of (otlp.verifySender)");
        Say(text, Malformed, "malformed");
        Say(text, Dropped, "dropped because the agent is behind or stops");
        return text.ToString();
    }

    private static void Say(StringBuilder text, long count, string reason)
    {
        if (count > 0)
        {
            text.Append(text.Length > 0 ? "; " : "").Append(CultureInfo.InvariantCulture, $"{count} {reason}");
        }
    }
}
