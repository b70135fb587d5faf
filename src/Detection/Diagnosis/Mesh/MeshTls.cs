using System.Collections.Immutable;
using Windsock.Model.Tries;

namespace Windsock.Detection.Diagnosis.Mesh;

/// <summary>Words of a transport failure about TLS, in the order of decision. Source: BoringSSL's reasons as Envoy writes them; an alert
/// means that the peer did not like our side, a failed verification that our side did not like the peer.</summary>
internal static class MeshTls
{
    private const string Theirs = "Look at the certificate of the peer, and whether the task's proxy trusts its issuer and expects its name.";
    private const string Ours = "Look at the certificate of the task's proxy ('istioctl proxy-config secret'): the peer did not accept it.";
    private const string Mode = "Look at the TLS mode of the DestinationRule and at the peer's PeerAuthentication: both ends must agree.";

    /// <summary>In the order of decision.</summary>
    public static ImmutableArray<MeshFailureClass> All { get; } =
    [
        new("Secret_is_not_supplied_by_SDS", FailureCause.Tls, RetryAdvice.LikelyHelps, "the proxy had no certificate yet", "Look at the connection of the proxy to the mesh's certificate authority, and start the task after its proxy (holdApplicationUntilProxyStarts)."),
        Their("SAN_matcher", "the peer's certificate is for another identity"),
        Their("verify_SAN_list", "the peer's certificate is for another identity"),
        Their("certificate_has_expired", "the peer's certificate has expired"),
        Their("unable_to_get_local_issuer_certificate", "the issuer of the peer's certificate is not trusted"),
        Their("CERTIFICATE_VERIFY_FAILED", "the peer's certificate could not be verified"),
        Their("268435581", "the peer's certificate could not be verified"),
        Mixed("WRONG_VERSION_NUMBER", "the peer does not speak TLS on that port"),
        Mixed("268435703", "the peer does not speak TLS on that port"),
        Own("PEER_DID_NOT_RETURN_A_CERTIFICATE", "the client showed no certificate"),
        Own("268435648", "the client showed no certificate"),
        Own("ALERT_CERTIFICATE_REQUIRED", "the peer asks for a certificate and got none"),
        Own("268436572", "the peer asks for a certificate and got none"),
        Own("ALERT_CERTIFICATE_EXPIRED", "the certificate of the task's proxy has expired"),
        Own("268436501", "the certificate of the task's proxy has expired"),
        Own("ALERT_CERTIFICATE_REVOKED", "the certificate of the task's proxy is revoked"),
        Own("268436500", "the certificate of the task's proxy is revoked"),
        Own("ALERT_CERTIFICATE_UNKNOWN", "the peer did not accept the certificate of the task's proxy"),
        Own("268436502", "the peer did not accept the certificate of the task's proxy"),
        Own("ALERT_BAD_CERTIFICATE", "the certificate of the task's proxy is not valid to the peer"),
        Own("268436498", "the certificate of the task's proxy is not valid to the peer"),
        Own("ALERT_UNKNOWN_CA", "the peer does not trust the issuer of the task's certificate"),
        Own("268436504", "the peer does not trust the issuer of the task's certificate"),
        Own("ALERT_ACCESS_DENIED", "the peer denied access to the task's certificate"),
        Own("268436505", "the peer denied access to the task's certificate"),
        Mixed("ALERT_HANDSHAKE_FAILURE", "both ends found no common way to speak TLS"),
        Mixed("268436496", "both ends found no common way to speak TLS"),
        Mixed("ALERT_PROTOCOL_VERSION", "the peer does not speak that version of TLS"),
        Mixed("268436526", "the peer does not speak that version of TLS"),
        Mixed("ALERT_NO_APPLICATION_PROTOCOL", "both ends found no common protocol above TLS"),
        Mixed("268436576", "both ends found no common protocol above TLS"),
        Mixed("TLS_error", "TLS could not be set up"),
    ];

    /// <summary>Null: it does not speak of TLS.</summary>
    public static MeshFailureClass? Of(string failure)
    {
        if (!failure.Contains("TLS_error", StringComparison.Ordinal) && !failure.Contains("OPENSSL_internal", StringComparison.Ordinal))
        {
            return null;
        }

        foreach (var entry in All)
        {
            if (failure.Contains(entry.Word, StringComparison.Ordinal))
            {
                return entry;
            }
        }

        return All[^1];
    }

    private static MeshFailureClass Their(string word, string because) => new(word, FailureCause.Tls, RetryAdvice.WillNotHelp, because, Theirs);

    private static MeshFailureClass Own(string word, string because) => new(word, FailureCause.Tls, RetryAdvice.WillNotHelp, because, Ours);

    private static MeshFailureClass Mixed(string word, string because) => new(word, FailureCause.Tls, RetryAdvice.WillNotHelp, because, Mode);
}
