using System.Globalization;
using Windsock.Detection.Anomalies;
using Windsock.Model.Connections;
using Windsock.Model.Flows;
using Windsock.Model.Identity;
using Windsock.Model.Platform;
using Windsock.Model.State;
using Windsock.Model.Tries;

namespace Windsock.Detection.Platform.Identities;

/// <summary>As whom tasks act: keeps the map from DAGs to identities, and shows its rules what they need to see.</summary>
internal sealed class IdentitiesPart : IPlatformPart
{
    /// <summary>Label by which Cilium takes the service account into a pod's security identity.</summary>
    private const string AccountLabel = "k8s:io.cilium.k8s.policy.serviceaccount=";

    /// <summary>Identities below are reserved, and are no pod's.</summary>
    private const uint FirstOfPods = 256;

    private readonly IdentityMap _map = new();
    private readonly StaticKeySuspectRule _staticKeys;
    private readonly TokenLongLivedRule? _longLived;
    private readonly IdentityOverreachRule? _overreach;
    private Instant _now;

    public IdentitiesPart(IdentitiesOptions options, CloudHostTable hosts, DetectionSurroundings around)
    {
        _staticKeys = new StaticKeySuspectRule(options.StaticKeySuspect, hosts, around.StartedAt);
        _longLived = options.TokenLongLived.Enabled ? new TokenLongLivedRule(_map) : null;
        _overreach = options.IdentityOverreach.Enabled ? new IdentityOverreachRule(options.IdentityOverreach, _map, around.Store, $"rights-{StateNames.Of(around.Node)}") : null;
    }

    /// <inheritdoc cref="IdentityMap.Read"/>
    public IdentityReading Read(string? @namespace, string? dagId) => _map.Read(@namespace, dagId);

    /// <returns>Null: it adds nothing to what others say of an action.</returns>
    public string? Observe(in AttributedEvent action, PlatformTelling telling)
    {
        if (action.Event is PlatformAction asked)
        {
            Learn(asked, action.Attribution);
            _longLived?.Inspect(asked, action.Attribution, telling);
            _overreach?.Inspect(asked, action.Attribution, telling);
        }

        return null;
    }

    public void Observe(PlatformEvent @event, PlatformTelling telling)
    {
    }

    public void Observe(Connection connection, PlatformTelling telling)
    {
        if (connection.Client is not { Decides: true, Class: AttributionClass.Exact, Owner: { Task: { } task } owner })
        {
            return;
        }

        // A datapath's clock may be ahead.
        var at = _now.IsMissing || connection.LastSeen < _now ? connection.LastSeen : _now;
        if (_staticKeys.Observe(connection) is { } source)
        {
            _map.Learn(task, owner.ServiceAccount, IdentityLinkKind.TokenSource, source, IdentityEvidence.Flow, at);
        }
        else if (owner.ServiceAccount.Length > 0)
        {
            _map.Enter(task, owner.ServiceAccount, at);
        }
    }

    public void Observe(IdentitySighting sighting, PlatformTelling telling)
    {
        if (sighting.Owner is not { Task: { } task } owner)
        {
            return;
        }

        var isOfPod = owner.ServiceAccount.Length > 0;
        var account = isOfPod ? owner.ServiceAccount : AccountOf(sighting.Endpoint);
        _map.Enter(task, account, sighting.At);
        _map.Learn(task, account, IdentityLinkKind.ServiceAccount, account, isOfPod ? IdentityEvidence.Pod : IdentityEvidence.Flow, sighting.At);
        _map.Learn(task, account, IdentityLinkKind.CloudPrincipal, owner.CloudIdentity, IdentityEvidence.Annotation, sighting.At);
        if (sighting.Endpoint is { Identity: >= FirstOfPods } endpoint)
        {
            _map.Learn(task, account, IdentityLinkKind.CiliumIdentity, endpoint.Identity.ToString(CultureInfo.InvariantCulture), IdentityEvidence.Flow, sighting.At);
        }
    }

    public void Observe(PrincipalSighting sighting, PlatformTelling telling)
    {
        if (sighting.Owner is { Task: { } task } owner)
        {
            _map.Learn(task, owner.ServiceAccount, IdentityLinkKind.SpiffeId, sighting.SpiffeId, IdentityEvidence.Mesh, sighting.At);
        }
    }

    public void Observe(TaskFact fact, PlatformTelling telling) => _staticKeys.Observe(fact);

    public void Advance(Instant now, PlatformTelling telling)
    {
        _now = now;
        _staticKeys.Advance(now, telling);
        _overreach?.Advance(now);
    }

    /// <summary>What the platform itself said of a task's identity. What the task was recognised by is nothing new.</summary>
    private void Learn(PlatformAction action, in ActionAttribution attribution)
    {
        if (attribution is not { Owner: { Task: { } task } owner, Evidence: not (CallerEvidence.ServiceAccount or CallerEvidence.CloudIdentity) } || action.Caller.Username.Length == 0)
        {
            return;
        }

        var caller = action.Caller;
        var at = action.ReceivedAt;
        if (caller.ServiceAccount is var (space, name))
        {
            if (space == task.Namespace)
            {
                _map.Learn(task, name, IdentityLinkKind.ServiceAccount, name, IdentityEvidence.Audit, at);
                _map.Learn(task, name, IdentityLinkKind.Credential, caller.CredentialId, IdentityEvidence.Audit, at);
            }
        }
        else if (Clouds.Of(action.System) is not null)
        {
            _map.Learn(task, owner.ServiceAccount, IdentityLinkKind.CloudPrincipal, caller.Username, IdentityEvidence.Audit, at);
        }
    }

    private static string AccountOf(Endpoint? endpoint)
    {
        foreach (var label in endpoint?.Labels ?? [])
        {
            if (label.StartsWith(AccountLabel, StringComparison.Ordinal))
            {
                return label[AccountLabel.Length..];
            }
        }

        return "";
    }
}
