using Windsock.Detection.Platform;
using Windsock.Detection.Platform.Clouds;
using Windsock.Detection.Tests.Tries;
using Windsock.Model.Connections;
using Windsock.Model.Flows;
using Windsock.Model.Identity;
using Windsock.Model.Platform;

namespace Windsock.Detection.Tests.Platform.Clouds;

/// <summary>Tasks that call clouds. Times are seconds of the test.</summary>
internal sealed class CloudScene
{
    private readonly PlatformTelling _telling = new();

    public CloudsPart Part { get; } = new(new CloudHostLookup(CloudHostTable.BuiltIn));

    public IReadOnlyList<CloudCalled> Calls => [.. _telling.Moments.OfType<CloudCalled>()];

    /// <summary>What was told of calls: system, kind, outcome, dag.</summary>
    public IEnumerable<string> Told => Calls.Select(call =>
        $"{PlatformNames.Of(call.Host.System)} {PlatformNames.Of(call.Host.Kind)} {PlatformNames.Of(call.Outcome)} {call.Try?.Task.DagId}");

    public string? Detail { get; private set; }

    public CloudScene Connects(
        string host, double at = 1, string dag = "orders", ConnectionOutcome outcome = ConnectionOutcome.Established, PeerKind kind = PeerKind.Dns, string ip = "203.0.113.7",
        bool decides = true, int number = 1)
    {
        Assert.True(IpAddress.TryParse(ip, out var address));
        Part.Observe(
            new Connection
            {
                Client = Side(dag, number, decides),
                Server = default,
                ServerAsPeer = new Peer(kind, host),
                ClientAsPeer = Peer.Unknown,
                Outcome = outcome,
                ServerIp = address,
                ServerPort = 443,
                FirstSeen = SomePod.At(at),
                LastSeen = SomePod.At(at + 0.1),
            },
            _telling);
        return this;
    }

    public CloudScene Answers(string host, int code, double at = 1, string dag = "orders", string peer = "")
    {
        Part.Observe(new HttpAnswer(Side(dag, 1, true), new Peer(PeerKind.Dns, peer), host, default, code, SomePod.At(at)), _telling);
        return this;
    }

    /// <summary>The request log of Cloud Run tells of a request.</summary>
    public CloudScene Logs(string service, double at, double received, ActionOutcome outcome = ActionOutcome.TokenRefused, Owner? owner = null)
    {
        Detail = Part.Observe(
            new AttributedEvent(
                Request(service, at, received, outcome),
                owner is null ? ActionAttribution.Unknown : new ActionAttribution(owner, AttributionClass.Inferred, CallerEvidence.Trace)),
            _telling);
        return this;
    }

    public CloudScene Asks(PlatformAction action, Owner? owner)
    {
        Detail = Part.Observe(
            new AttributedEvent(action, owner is null ? ActionAttribution.Unknown : new ActionAttribution(owner, AttributionClass.Inferred, CallerEvidence.CloudIdentity)), _telling);
        return this;
    }

    public CloudScene Until(double seconds)
    {
        Part.Advance(SomePod.At(seconds), _telling);
        return this;
    }

    public static PlatformAction Request(string service, double at, double received, ActionOutcome outcome) => new(SomePod.At(received))
    {
        Source = "cloud_logging",
        Id = "insert-1",
        System = PlatformSystem.CloudRun,
        Verb = "post",
        Target = new ActionTarget("run.app", "services", "", "project-1", service),
        Caller = ActionCaller.Nobody,
        Outcome = outcome,
        At = SomePod.At(at),
        Gaps = ActionGaps.NoCaller,
    };

    private static SideAttribution Side(string dag, int number, bool decides) =>
        new(Watching.Owner(dag, dag: dag, number: number), AttributionClass.Exact, AttributionReason.None, decides);
}
