using Windsock.Evaluation.Traces;
using Windsock.Model.Calls;
using Windsock.Model.Flows;
using Windsock.Model.Identity;
using Windsock.Model.Tries;

namespace Windsock.Evaluation.Tests.Traces;

/// <summary>Counts a trace plainly, event by event, without any code of the agent.</summary>
internal sealed class Recording : ITraceReader
{
    private readonly HashSet<(string PodUid, ushort ClientPort, L4Protocol Protocol)> _connections = [];

    public Dictionary<string, int> ConnectionsByPod { get; } = new(StringComparer.Ordinal);

    public Dictionary<string, int> DropsByPod { get; } = new(StringComparer.Ordinal);

    public List<EvidenceLost> Losses { get; } = [];

    public List<Instant> Restarts { get; } = [];

    public long Flows { get; private set; }

    public long Calls { get; private set; }

    public Instant Last { get; private set; }

    public bool IsInOrder { get; private set; } = true;

    /// <summary>Of all that was read, in its order.</summary>
    public ulong Fingerprint { get; private set; } = 14_695_981_039_346_656_037UL;

    public void Read(AttributedBatch flows)
    {
        for (var index = 0; index < flows.Count; index++)
        {
            ref readonly var flow = ref flows.Batch[index];
            Flows++;
            Pass(flow.Time);
            Mix((ulong)flow.SourcePort << 32 | (ulong)flow.TcpFlags << 8 | flow.EventType);
            Mix(flow.DestinationIp.Low);
            var pod = flows.Attributions[index].Client.Owner!.PodUid;
            if (_connections.Add((pod, flow.Reply == ReplyState.Reply ? flow.DestinationPort : flow.SourcePort, flow.Protocol)))
            {
                ConnectionsByPod[pod] = ConnectionsByPod.GetValueOrDefault(pod) + 1;
            }

            if (flow.Verdict == Verdict.Dropped)
            {
                DropsByPod[pod] = DropsByPod.GetValueOrDefault(pod) + 1;
            }
        }
    }

    public void Read(AttributedCalls calls)
    {
        foreach (ref readonly var call in calls.Calls)
        {
            Calls++;
            Mix((ulong)call.SentBytes ^ call.Code);
        }
    }

    public void Read(TaskFact fact)
    {
        Pass(fact.At);
        if (fact is EvidenceLost lost)
        {
            Losses.Add(lost);
        }
    }

    public void Advance(Instant now) => Pass(now);

    public void Restart(Instant now) => Restarts.Add(now);

    private void Pass(Instant at)
    {
        IsInOrder &= at >= Last;
        Last = at;
        Mix((ulong)at.UnixNanoseconds);
    }

    private void Mix(ulong value) => Fingerprint = (Fingerprint ^ value) * 1_099_511_628_211;
}
