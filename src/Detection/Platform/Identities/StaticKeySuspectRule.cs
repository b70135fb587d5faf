using System.Collections.Frozen;
using System.Collections.Immutable;
using Windsock.Detection.Anomalies.Words;
using Windsock.Detection.Globs;
using Windsock.Detection.Tries;
using Windsock.Model.Connections;
using Windsock.Model.Findings;
using Windsock.Model.Flows;
using Windsock.Model.Identity;
using Windsock.Model.Platform;
using Windsock.Model.Sources;
using Windsock.Model.Tries;

namespace Windsock.Detection.Platform.Identities;

/// <summary>A pod of a task calls a cloud's API, and in its whole life nobody was asked for a token: it probably carries a key. Only what is
/// whole is judged: a pod that was in view before its first container began, no event lost since, every place it reached named by its own
/// look-ups. Pods of components run many tasks on one exchange, and are never suspected.</summary>
internal sealed class StaticKeySuspectRule(StaticKeySuspectOptions options, CloudHostTable hosts, Instant startedAt)
{
    public const string Name = "static_key_suspect";

    /// <summary>Take keys of service accounts and what users have signed in with, neither of which expires by itself; they are no places
    /// at which a workload identity is exchanged.</summary>
    private static readonly FrozenSet<string> KeyEndpoints = new[] { "oauth2.googleapis.com", "oauth2.mtls.googleapis.com" }.ToFrozenSet(StringComparer.Ordinal);

    /// <summary>Where flows come from that connections are made of.</summary>
    private const string FlowSource = "hubble";

    private const int MaxWaiting = 32_768;
    private const int MaxTold = 8_192;

    /// <summary>Clocks of the API server, of the node and of the agent differ, and Kubernetes tells whole seconds.</summary>
    private static readonly TimeSpan ClockSlack = TimeSpan.FromSeconds(5);

    private readonly ImmutableArray<GlobPattern> _tokenPeers = [.. options.TokenPeers.Select(pattern => new GlobPattern(pattern))];
    private readonly ImmutableArray<Cloud> _clouds = [.. Enum.GetValues<Cloud>().Where(cloud => options.Clouds.Contains(Clouds.KeyOf(cloud), StringComparer.Ordinal))];
    private readonly PodTrails _trails = new();
    private readonly Queue<(string PodUid, PodTrail Trail, Cloud Cloud, Instant Due)> _waiting = new();
    private readonly ToldOnce<(TaskKey Task, Cloud Cloud)> _told = new(MaxTold);
    private Instant _blindUntil = startedAt;
    private Instant _now = startedAt;
    private bool _isBlind;

    public void Observe(TaskFact fact)
    {
        switch (fact)
        {
            case TaskPodSeen seen:
                _trails.See(seen.Pod, seen.Owner);
                break;
            case TaskPodGone gone:
                _trails.End(gone.PodUid);
                break;
            case EvidenceLost lost:
                BeBlindUntil(lost.At);
                break;
            case SourceTurned { Source: FlowSource } turned:
                _isBlind = !turned.IsUp;
                BeBlindUntil(turned.At);
                break;
            default:
                break;
        }
    }

    /// <returns>Where the pod asked for tokens; null when the connection was for something else.</returns>
    public string? Observe(Connection connection)
    {
        // Refused and denied ones brought nothing; what is unknown may have.
        if (connection.Outcome is not (ConnectionOutcome.Established or ConnectionOutcome.Reset or ConnectionOutcome.Unknown))
        {
            return null;
        }

        var trail = _trails.Find(connection.Client.Owner!.PodUid);
        var peer = connection.ServerAsPeer;

        // Whatever name led to an address of the node's own services.
        var address = hosts.Find(connection.ServerIp);
        var host = address ?? (peer.Kind == PeerKind.Dns ? hosts.Find(peer.Name) : null);
        if (host is { Kind: CloudHostKind.Token or CloudHostKind.Metadata or CloudHostKind.Issuer })
        {
            if (!KeyEndpoints.Contains(peer.Name))
            {
                trail?.NoteExchange(host.Kind == CloudHostKind.Issuer ? null : Clouds.Of(host.System));
            }

            return address is null ? peer.Name : address.Pattern;
        }

        if (IsTokenPeer(peer))
        {
            trail?.NoteExchange(null);
            return peer.Name;
        }

        if (trail is not null && options.Enabled)
        {
            Follow(trail, connection, peer, host);
        }

        return null;
    }

    public void Advance(Instant now, PlatformTelling telling)
    {
        _now = now;
        while (_waiting.TryPeek(out var next) && next.Due <= now)
        {
            _waiting.Dequeue();
            next.Trail.Waiting--;
            Judge(next.Trail, next.Cloud, now, telling);
            _trails.Release(next.PodUid, next.Trail);
        }
    }

    private void Follow(PodTrail trail, Connection connection, Peer peer, CloudHost? host)
    {
        if (IsNameless(peer) && connection.ServerPort is 443 or 80 or 8200)
        {
            trail.HasNamelessPeer = true;
        }

        // One pod too many is not judged at all, rather than before its time.
        if (host is { Kind: CloudHostKind.Api } && connection.ServerPort == 443 && Clouds.Of(host.System) is { } cloud && _clouds.Contains(cloud) && _waiting.Count < MaxWaiting
            && trail.NoteCall(cloud, peer.Name, connection.ServerPort, connection.FirstSeen) is not null)
        {
            trail.Waiting++;
            _waiting.Enqueue((trail.Owner.PodUid, trail, cloud, _now.Add(options.Grace)));
        }
    }

    private void Judge(PodTrail trail, Cloud cloud, Instant now, PlatformTelling telling)
    {
        if (_isBlind || trail.CreatedAt <= _blindUntil.Add(ClockSlack) || trail.Owner is not { Kind: OwnerKind.Task, Task: { } task } owner)
        {
            return;
        }

        if (trail.HasExchange(cloud))
        {
            if (_told.Remove((task, cloud)))
            {
                telling.Clears.Add(new AllClear(Name, FindingSubject.Of(task), CauseOf(owner, cloud), now));
            }
        }
        else if (!trail.HasNamelessPeer)
        {
            _told.Add((task, cloud));
            telling.Findings.Add(FindingOf(owner, task, cloud, trail.CallsOf(cloud)!, now));
        }
    }

    private static Finding FindingOf(Owner owner, TaskKey task, Cloud cloud, CloudCalls calls, Instant now)
    {
        var isBound = Clouds.OfIdentity(owner.CloudIdentity) == cloud;
        var account = $"{owner.Namespace}/{owner.ServiceAccount}";
        var name = Clouds.NameOf(cloud);
        return new Finding
        {
            Rule = Name,
            Severity = isBound ? Severity.Info : Severity.Warning,
            Subject = FindingSubject.Of(task),
            Cause = CauseOf(owner, cloud),
            Summary = $"{FindingText.Task(task)} called {calls.Host} ({name}) and its pod never asked anybody for a token: it {(isBound ? "may use" : "probably uses")} a key that does not expire.",
            Mend = isBound
                ? $"Service account {account} is bound to {owner.CloudIdentity}: let the task use that, and take the key out of its connection, variable or secret."
                : $"Look for a key of {name} in the connections and variables that the task uses. Bind service account {account} to a role or identity of {name} instead, then revoke the key.",
            Measures =
            [
                new Measure("connections to it", FindingText.Count(calls.Count, "connection"), ""),
                new Measure("token exchanges", "none", "one before the first call"),
                new Measure("confidence", isBound ? "low: the service account has a cloud identity" : "medium: read from the pod's flows, nobody looked into it", ""),
            ],
            Evidence = "complete: the pod was in view before its first container began, no event was lost since, and every place it reached has a name",
            IsComplete = true,
            Try = owner.Try,
            TryId = TryKey.Of(owner).ToId(),
            Peer = calls.Host,
            Port = calls.Port,
            Since = calls.First,
            At = now,
        };
    }

    /// <summary>What a key is for is the same for all DAGs that have the account: one alert.</summary>
    private static string CauseOf(Owner owner, Cloud cloud) => $"{Clouds.NameOf(cloud)} without a token exchange under {owner.Namespace}/{owner.ServiceAccount}";

    private static bool IsNameless(Peer peer) => peer.Kind is PeerKind.Cidr or PeerKind.Unknown || peer is { Kind: PeerKind.Entity, Name: "world" };

    private bool IsTokenPeer(Peer peer)
    {
        foreach (var pattern in _tokenPeers)
        {
            if (pattern.Matches(peer.Name))
            {
                return true;
            }
        }

        return false;
    }

    private void BeBlindUntil(Instant at) => _blindUntil = at > _blindUntil ? at : _blindUntil;
}
