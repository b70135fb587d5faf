using System.Collections.Immutable;
using Windsock.Detection.Alerting;
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
using Windsock.Detection.Guardrails;
using Windsock.Model.State;

namespace Windsock.Detection.Anomalies;

/// <summary>Every rule, one line each: a new one is a folder and a line here.</summary>
internal sealed record AnomalyRules(
    ImmutableArray<ITryDetector> Tries, ImmutableArray<IMeshDetector> Mesh, ImmutableArray<IIdentityDetector> Identities,
    SensorBlindDetector? Sight, GuardrailDetector Guardrails)
{
    /// <summary>The closed set of names, in the order of the documentation: the label <c>rule</c>.</summary>
    public static ImmutableArray<string> Names { get; } =
    [
        "new_destination", "egress_denied", "connection_surge", "fan_out", "dns_failure", "dns_tunnel_suspect", "exfiltration_suspect", "plaintext_peer",
        "permission_failures", "token_failures", "metadata_service_access", "principal_mismatch", "identity_shared", "identity_claimed", "identity_explosion",
        "sidecar_missing", SensorBlindDetector.Rule, GuardrailJudge.Rule,
    ];

    /// <summary>What alerts need to know of them. Rules by which nothing went well again are misled when the success was lost; the others tell
    /// what was seen, which was there whatever else was not; who pods are is told by Kubernetes.</summary>
    public static ImmutableArray<AlertRule> Alerts { get; } =
    [
        .. Names.Select(static name => name switch
        {
            "dns_failure" or "permission_failures" or "token_failures" => new AlertRule(name, RuleSight.Complete),
            "identity_shared" or "identity_claimed" or "sidecar_missing" => new AlertRule(name, RuleSight.Independent),
            SensorBlindDetector.Rule => new AlertRule(name, RuleSight.Independent, IsCondition: true),
            _ => new AlertRule(name),
        }),
    ];

    /// <summary>Rules about what happens for the first time: that it does not happen again makes nothing undone, and no all-clear.</summary>
    public static ImmutableArray<string> AboutFirstTimes { get; } = ["new_destination", "metadata_service_access"];

    /// <summary>Rules by which a try's numbers are far from usual.</summary>
    public static ImmutableArray<string> AboutNumbers { get; } = ["connection_surge", "fan_out", "dns_tunnel_suspect", "exfiltration_suspect"];

    public static AnomalyRules Of(DetectionOptions options, DetectionSurroundings around)
    {
        var (store, node) = (around.Store, StateNames.Of(around.Node));
        var guardrails = new GuardrailDetector(around.Guardrails, store, node, around.UnmatchedPatterns, around.StartedAt);
        var minRuns = options.Profiles.MinRuns;
        return new AnomalyRules(
            [
                .. If<ITryDetector>(options.NewDestination.Enabled, () => new NewDestinationDetector(options.NewDestination)),
                .. If<ITryDetector>(options.EgressDenied.Enabled, () => new EgressDeniedDetector()),
                .. If<ITryDetector>(options.ConnectionSurge.Enabled, () => new ConnectionSurgeDetector(options.ConnectionSurge)),
                .. If<ITryDetector>(options.FanOut.Enabled, () => new FanOutDetector(options.FanOut)),
                .. If<ITryDetector>(options.DnsFailure.Enabled, () => new DnsFailureDetector(options.DnsFailure)),
                .. If<ITryDetector>(options.DnsTunnelSuspect.Enabled, () => new DnsTunnelSuspectDetector(options.DnsTunnelSuspect)),
                .. If<ITryDetector>(options.ExfiltrationSuspect.Enabled, () => new ExfiltrationSuspectDetector(options.ExfiltrationSuspect, minRuns)),
                .. If<ITryDetector>(options.PermissionFailures.Enabled, () => new PermissionFailuresDetector(options.PermissionFailures)),
                .. If<ITryDetector>(options.TokenFailures.Enabled, () => new TokenFailuresDetector(options.TokenFailures)),
                .. If<ITryDetector>(options.MetadataServiceAccess.Enabled, () => new MetadataServiceAccessDetector()),
                .. If<ITryDetector>(!around.Guardrails.Guardrails.IsEmpty, () => guardrails),
            ],
            [
                .. If<IMeshDetector>(options.PlaintextPeer.Enabled, () => new PlaintextPeerDetector()),
                .. If<IMeshDetector>(options.PrincipalMismatch.Enabled, () => new PrincipalMismatchDetector()),
                .. If<IMeshDetector>(options.SidecarMissing.Enabled, () => new SidecarMissingDetector()),
                .. If<IMeshDetector>(!around.Guardrails.Guardrails.IsEmpty, () => guardrails),
            ],
            [
                .. If<IIdentityDetector>(options.IdentityShared.Enabled, () => new IdentitySharedDetector(options.IdentityShared, store, $"accounts-{node}")),
                .. If<IIdentityDetector>(options.IdentityClaimed.Enabled, () => new IdentityClaimedDetector()),
                .. If<IIdentityDetector>(options.IdentityExplosion.Enabled, () => new IdentityExplosionDetector(options.IdentityExplosion)),
            ],
            options.SensorBlind.Enabled ? new SensorBlindDetector(options.SensorBlind, around.Node) : null,
            guardrails);
    }

    private static ImmutableArray<T> If<T>(bool isEnabled, Func<T> rule) => isEnabled ? [rule()] : [];
}
