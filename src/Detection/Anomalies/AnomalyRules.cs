using System.Collections.Immutable;
using Windsock.Detection.Anomalies.ConnectionSurge;
using Windsock.Detection.Anomalies.DnsFailure;
using Windsock.Detection.Anomalies.DnsTunnelSuspect;
using Windsock.Detection.Anomalies.EgressDenied;
using Windsock.Detection.Anomalies.ExfiltrationSuspect;
using Windsock.Detection.Anomalies.FanOut;
using Windsock.Detection.Anomalies.IdentityClaimed;
using Windsock.Detection.Anomalies.IdentityExplosion;
using Windsock.Detection.Anomalies.IdentityShared;
using Windsock.Detection.Anomalies.MetadataServiceAccess;
using Windsock.Detection.Anomalies.NewDestination;
using Windsock.Detection.Anomalies.PermissionFailures;
using Windsock.Detection.Anomalies.PlaintextPeer;
using Windsock.Detection.Anomalies.PrincipalMismatch;
using Windsock.Detection.Anomalies.SensorBlind;
using Windsock.Detection.Anomalies.SidecarMissing;
using Windsock.Detection.Anomalies.TokenFailures;
using Windsock.Model.State;

namespace Windsock.Detection.Anomalies;

/// <summary>Every rule, one line each: a new one is a folder and a line here.</summary>
internal sealed record AnomalyRules(
    ImmutableArray<ITryDetector> Tries, ImmutableArray<IMeshDetector> Mesh, ImmutableArray<IIdentityDetector> Identities, SensorBlindDetector? Sight)
{
    /// <summary>The closed set of names, in the order of the documentation: the label <c>rule</c>.</summary>
    public static ImmutableArray<string> Names { get; } =
    [
        "new_destination", "egress_denied", "connection_surge", "fan_out", "dns_failure", "dns_tunnel_suspect", "exfiltration_suspect", "plaintext_peer",
        "permission_failures", "token_failures", "metadata_service_access", "principal_mismatch", "identity_shared", "identity_claimed", "identity_explosion",
        "sidecar_missing", SensorBlindDetector.Rule, "guardrail",
    ];

    /// <summary>Rules that hold counts against what is usual, where less is seen than happened: they are silent, or clear somebody, by
    /// what was lost. The others tell what was seen, which was there whatever else was not.</summary>
    public static ImmutableArray<string> NeedCompleteSight { get; } = ["connection_surge", "fan_out", "dns_failure", "exfiltration_suspect"];

    /// <summary>Rules by which a try's numbers are far from usual.</summary>
    public static ImmutableArray<string> AboutNumbers { get; } = ["connection_surge", "fan_out", "dns_tunnel_suspect", "exfiltration_suspect"];

    /// <param name="node">The node's name, for what is said of this agent's sight and for names of state.</param>
    public static AnomalyRules Of(DetectionOptions options, IStateStore? store, string node)
    {
        var minRuns = options.Profiles.MinRuns;
        return new AnomalyRules(
            [
                .. If<ITryDetector>(options.NewDestination.Enabled, () => new NewDestinationDetector(options.NewDestination, minRuns)),
                .. If<ITryDetector>(options.EgressDenied.Enabled, () => new EgressDeniedDetector()),
                .. If<ITryDetector>(options.ConnectionSurge.Enabled, () => new ConnectionSurgeDetector(options.ConnectionSurge)),
                .. If<ITryDetector>(options.FanOut.Enabled, () => new FanOutDetector(options.FanOut)),
                .. If<ITryDetector>(options.DnsFailure.Enabled, () => new DnsFailureDetector(options.DnsFailure)),
                .. If<ITryDetector>(options.DnsTunnelSuspect.Enabled, () => new DnsTunnelSuspectDetector(options.DnsTunnelSuspect)),
                .. If<ITryDetector>(options.ExfiltrationSuspect.Enabled, () => new ExfiltrationSuspectDetector(options.ExfiltrationSuspect, minRuns)),
                .. If<ITryDetector>(options.PermissionFailures.Enabled, () => new PermissionFailuresDetector(options.PermissionFailures)),
                .. If<ITryDetector>(options.TokenFailures.Enabled, () => new TokenFailuresDetector(options.TokenFailures)),
                .. If<ITryDetector>(options.MetadataServiceAccess.Enabled, () => new MetadataServiceAccessDetector(minRuns)),
            ],
            [
                .. If<IMeshDetector>(options.PlaintextPeer.Enabled, () => new PlaintextPeerDetector()),
                .. If<IMeshDetector>(options.PrincipalMismatch.Enabled, () => new PrincipalMismatchDetector()),
                .. If<IMeshDetector>(options.SidecarMissing.Enabled, () => new SidecarMissingDetector()),
            ],
            [
                .. If<IIdentityDetector>(options.IdentityShared.Enabled, () => new IdentitySharedDetector(options.IdentityShared, store, $"accounts-{Profiles.ProfileNames.Safe(node)}")),
                .. If<IIdentityDetector>(options.IdentityClaimed.Enabled, () => new IdentityClaimedDetector()),
                .. If<IIdentityDetector>(options.IdentityExplosion.Enabled, () => new IdentityExplosionDetector(options.IdentityExplosion)),
            ],
            options.SensorBlind.Enabled ? new SensorBlindDetector(options.SensorBlind, node) : null);
    }

    private static ImmutableArray<T> If<T>(bool isEnabled, Func<T> rule) => isEnabled ? [rule()] : [];
}
