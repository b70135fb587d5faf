using System.Collections.Immutable;

namespace Windsock.Evaluation.Traces.Incidents;

/// <summary>Kinds of incidents, by the names of the rules that ought to find them.</summary>
internal static class Rules
{
    public const string NewDestination = "new_destination";
    public const string EgressDenied = "egress_denied";
    public const string ConnectionSurge = "connection_surge";
    public const string FanOut = "fan_out";
    public const string DnsFailure = "dns_failure";
    public const string DnsTunnel = "dns_tunnel_suspect";
    public const string Exfiltration = "exfiltration_suspect";
    public const string PlaintextPeer = "plaintext_peer";
    public const string PermissionFailures = "permission_failures";
    public const string TokenFailures = "token_failures";
    public const string MetadataAccess = "metadata_service_access";
    public const string PrincipalMismatch = "principal_mismatch";
    public const string IdentityShared = "identity_shared";
    public const string IdentityClaimed = "identity_claimed";
    public const string IdentityExplosion = "identity_explosion";
    public const string SidecarMissing = "sidecar_missing";
    public const string SensorBlind = "sensor_blind";

    public static ImmutableArray<string> All { get; } =
    [
        NewDestination, EgressDenied, ConnectionSurge, FanOut, DnsFailure, DnsTunnel, Exfiltration, PlaintextPeer, PermissionFailures,
        TokenFailures, MetadataAccess, PrincipalMismatch, IdentityShared, IdentityClaimed, IdentityExplosion, SidecarMissing, SensorBlind,
    ];

    /// <summary>One incident is about one peer: an alert about another one is about something else.</summary>
    public static bool IsAboutOnePeer(string rule) => rule is NewDestination or PlaintextPeer;
}
