using Windsock.Model.Connections;
using Windsock.Model.Flows;
using Windsock.Model.Identity;
using Windsock.Model.Platform;
using Windsock.Model.Tries;

namespace Windsock.Detection.Platform.Clouds;

/// <summary>Tells which clouds tasks call, and how that goes: by their connections, by answers of HTTP where somebody sees them, and by what
/// clouds themselves record. A call that is seen in more than one of these ways is told once for each.</summary>
internal sealed class CloudsPart(CloudHostLookup hosts) : IPlatformPart
{
    private const string CloudLogging = "cloud_logging";

    /// <summary>Requests that wait for the connection they came on.</summary>
    private const int MaxWaiting = 8_192;

    /// <summary>Where the control plane of Cloud Run is, when a record does not name its host.</summary>
    private const string CloudRunApi = "run.googleapis.com";

    /// <summary>A connection is told when its outcome stands; the record of its request may come before that.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    /// <summary>Cloud Logging takes its time.</summary>
    private static readonly TimeSpan KeptFor = TimeSpan.FromMinutes(10);

    private readonly ServiceCalls _calls = new();
    private readonly Queue<PlatformAction> _waiting = new();

    /// <summary>Requests that were tied to a try, and that were not.</summary>
    public (long Tied, long Untied) Joins { get; private set; }

    public string? Observe(in AttributedEvent action, PlatformTelling telling)
    {
        if (action.Event is not PlatformAction { Source: CloudLogging } asked)
        {
            return null;
        }

        if (action.Attribution is { IsTask: true, Owner.Try: { } attempt })
        {
            Tell(asked, attempt, telling);
        }
        else if (action.Attribution.Owner is null && IsServiceRequest(asked))
        {
            Wait(asked);
        }

        return IsServiceRequest(asked) ? $"service {asked.Target.Name}" : null;
    }

    public void Observe(PlatformEvent @event, PlatformTelling telling)
    {
    }

    public void Observe(Connection connection, PlatformTelling telling)
    {
        if (connection.Client is not { IsTask: true, Decides: true, Owner.Try: { } attempt })
        {
            return;
        }

        var host = hosts.Find(connection.ServerAsPeer) ?? hosts.Table.Find(connection.ServerIp);
        if (host is null)
        {
            return;
        }

        if (host is { System: PlatformSystem.CloudRun, Kind: CloudHostKind.Service })
        {
            _calls.Add(connection.ServerAsPeer.Name, attempt, connection.FirstSeen);
        }

        telling.Moments.Add(new CloudCalled(host, CloudOutcomes.Of(connection.Outcome), attempt, connection.LastSeen));
    }

    public void Observe(in HttpAnswer answer, PlatformTelling telling)
    {
        if (answer.Client is not { IsTask: true, Decides: true, Owner.Try: { } attempt })
        {
            return;
        }

        var host = (answer.Host.Length > 0 ? hosts.Find(answer.Host) : null) ?? hosts.Find(answer.Server) ?? hosts.Table.Find(answer.ServerIp);
        if (host is not null)
        {
            telling.Moments.Add(new CloudCalled(host, CloudOutcomes.OfStatus(answer.Code), attempt, answer.At));
        }
    }

    public void Observe(TaskFact fact, PlatformTelling telling)
    {
    }

    public void Advance(Instant now, PlatformTelling telling)
    {
        while (_waiting.TryPeek(out var asked) && asked.ReceivedAt.Add(Patience) <= now)
        {
            _waiting.Dequeue();
            var attempt = _calls.OnlyCaller(asked.Target.Name, asked.At);
            Joins = attempt is null ? (Joins.Tied, Joins.Untied + 1) : (Joins.Tied + 1, Joins.Untied);
            if (attempt is not null)
            {
                Tell(asked, attempt, telling);
            }
        }

        _calls.ForgetBefore(now.Add(-KeptFor));
    }

    /// <summary>A service was called, and the record cannot name who did.</summary>
    private static bool IsServiceRequest(PlatformAction asked) =>
        asked.Gaps.HasFlag(ActionGaps.NoCaller) && asked.System == PlatformSystem.CloudRun && asked.Target.Name.Length > 0;

    private void Wait(PlatformAction asked)
    {
        if (_waiting.Count >= MaxWaiting)
        {
            _waiting.Dequeue();
            Joins = (Joins.Tied, Joins.Untied + 1);
        }

        _waiting.Enqueue(asked);
    }

    private void Tell(PlatformAction asked, TaskTry attempt, PlatformTelling telling)
    {
        var host = IsServiceRequest(asked)
            ? hosts.Find("service.run.app")
            : hosts.Find(asked.Target.ApiGroup) ?? (asked.System == PlatformSystem.CloudRun ? hosts.Find(CloudRunApi) : null);
        if (host is not null)
        {
            telling.Moments.Add(new CloudCalled(host, asked.Outcome, attempt, asked.At, asked));
        }
    }
}
