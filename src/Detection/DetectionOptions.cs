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
using Windsock.Detection.Anomalies.Profiles;
using Windsock.Detection.Anomalies.SensorBlind;
using Windsock.Detection.Anomalies.SidecarMissing;
using Windsock.Detection.Anomalies.TokenFailures;
using Windsock.Detection.Connections;
using Windsock.Detection.Guardrails;
using Windsock.Detection.Tries;

namespace Windsock.Detection;

/// <summary>What detection is told from outside. Read once, at construction.</summary>
public sealed class DetectionOptions
{
    /// <summary>How flow events become connections.</summary>
    public ConnectionOptions Connections { get; set; } = new();

    /// <summary>How what is seen becomes the stories of tries.</summary>
    public TryOptions Tries { get; set; } = new();

    /// <summary>What is learned of tasks, so that rules know what is usual.</summary>
    public ProfileOptions Profiles { get; set; } = new();

    /// <summary>Rule <c>new_destination</c>.</summary>
    public NewDestinationOptions NewDestination { get; set; } = new();

    /// <summary>Rule <c>egress_denied</c>.</summary>
    public EgressDeniedOptions EgressDenied { get; set; } = new();

    /// <summary>Rule <c>connection_surge</c>.</summary>
    public ConnectionSurgeOptions ConnectionSurge { get; set; } = new();

    /// <summary>Rule <c>fan_out</c>.</summary>
    public FanOutOptions FanOut { get; set; } = new();

    /// <summary>Rule <c>dns_failure</c>.</summary>
    public DnsFailureOptions DnsFailure { get; set; } = new();

    /// <summary>Rule <c>dns_tunnel_suspect</c>.</summary>
    public DnsTunnelSuspectOptions DnsTunnelSuspect { get; set; } = new();

    /// <summary>Rule <c>exfiltration_suspect</c>.</summary>
    public ExfiltrationSuspectOptions ExfiltrationSuspect { get; set; } = new();

    /// <summary>Rule <c>plaintext_peer</c>.</summary>
    public PlaintextPeerOptions PlaintextPeer { get; set; } = new();

    /// <summary>Rule <c>permission_failures</c>.</summary>
    public PermissionFailuresOptions PermissionFailures { get; set; } = new();

    /// <summary>Rule <c>token_failures</c>.</summary>
    public TokenFailuresOptions TokenFailures { get; set; } = new();

    /// <summary>Rule <c>metadata_service_access</c>.</summary>
    public MetadataServiceAccessOptions MetadataServiceAccess { get; set; } = new();

    /// <summary>Rule <c>principal_mismatch</c>.</summary>
    public PrincipalMismatchOptions PrincipalMismatch { get; set; } = new();

    /// <summary>Rule <c>identity_shared</c>.</summary>
    public IdentitySharedOptions IdentityShared { get; set; } = new();

    /// <summary>Rule <c>identity_claimed</c>.</summary>
    public IdentityClaimedOptions IdentityClaimed { get; set; } = new();

    /// <summary>Rule <c>identity_explosion</c>.</summary>
    public IdentityExplosionOptions IdentityExplosion { get; set; } = new();

    /// <summary>Rule <c>sidecar_missing</c>.</summary>
    public SidecarMissingOptions SidecarMissing { get; set; } = new();

    /// <summary>Rule <c>sensor_blind</c>.</summary>
    public SensorBlindOptions SensorBlind { get; set; } = new();

    /// <summary>What DAGs are meant to do, as their owners declare it.</summary>
    public GuardrailOptions Guardrails { get; set; } = new();
}
