using Windsock.Model.Calls;
using Windsock.Model.Flows;

namespace Windsock.FlowCollector.CallReceivers;

/// <summary>What the entries of one call have in common when one proxy writes it to two loggers: who reports, when the call began,
/// and its request id, or its connection where it has none. An application that passes its request id on makes many calls of one
/// id, so the id alone would not do. 88 bytes.</summary>
internal readonly record struct CallKey
{
    private static readonly ulong[] Seeds = [Seed(), Seed(), Seed()];

    private CallKey(in Call call, Endpoint reporter)
    {
        (Reporter, Namespace, PodName, Time, RequestId) = (call.Reporter, reporter.Namespace, reporter.PodName, call.Time, call.RequestId);
        if (call.RequestId == default)
        {
            (ClientIp, ServerIp, Ports) = (call.ClientIp, call.ServerIp, ((uint)call.ClientPort << 16) | call.ServerPort);
        }
    }

    public CallReporter Reporter { get; }

    public string Namespace { get; }

    public string PodName { get; }

    public Instant Time { get; }

    public FlowId RequestId { get; }

    public IpAddress ClientIp { get; }

    public IpAddress ServerIp { get; }

    /// <summary>Of the client in the upper half, of the server in the lower.</summary>
    public uint Ports { get; }

    /// <summary>False for a call that nothing tells from another one: without a time, without a pod that reports, without a request id
    /// or ports of both ends. And for a report in the middle of a connection, of which more have the same key.</summary>
    public static bool TryOf(in Call call, out CallKey key)
    {
        var reporter = call.Reporter == CallReporter.Server ? call.Server : call.Client;
        var isKnown = call is { IsFinal: true, Time.IsMissing: false, Reporter: CallReporter.Client or CallReporter.Server }
            && reporter.HasPod
            && (call.RequestId != default || call is { ClientPort: not 0, ServerPort: not 0 });
        key = isKnown ? new CallKey(call, reporter) : default;
        return isKnown;
    }

    /// <summary>Of the id or the connection, and the time; who reports is left to comparing. Seeded per process: who sends calls cannot
    /// choose keys that collide.</summary>
    public override int GetHashCode()
    {
        var id = Fold(RequestId.High ^ ClientIp.Low ^ Seeds[0], RequestId.Low ^ ServerIp.Low ^ Seeds[1]);
        var hash = Fold(id ^ Ports, (ulong)Time.UnixNanoseconds ^ Seeds[2]);
        return (int)(hash ^ (hash >> 32));
    }

    private static ulong Seed() => (ulong)Random.Shared.NextInt64() | 1;

    private static ulong Fold(ulong x, ulong y)
    {
        var high = Math.BigMul(x, y, out var low);
        return high ^ low;
    }
}
