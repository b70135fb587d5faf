using Windsock.Model.Calls;
using Windsock.Model.Identity;

namespace Windsock.Exporter.Prometheus.Calls;

/// <summary>The SPIFFE id of a task's own side: only as the proxy of the other end verified it, and only when it does not speak of
/// another pod's namespace or service account.</summary>
internal static class VerifiedIds
{
    private const string Scheme = "spiffe://";

    // The specification's own limit, in bytes; Istio's form is far below.
    private const int MaxLength = 2_048;

    /// <summary>Empty when there is none.</summary>
    public static string Of(in Call call, Owner owner, int direction)
    {
        var id = direction == 0 ? call.ClientPrincipal : call.ServerPrincipal;
        return id.Length > 0 && call.Tls != TlsMode.Plaintext && IsVerified(call.Reporter, direction) && Fits(id, owner) ? id : "";
    }

    private static bool IsVerified(CallReporter reporter, int direction) => direction == 0
        ? reporter is CallReporter.Server or CallReporter.Waypoint
        : reporter is CallReporter.Client or CallReporter.Gateway or CallReporter.Waypoint;

    /// <summary>Other forms than Istio's are taken as they are.</summary>
    private static bool Fits(string id, Owner owner)
    {
        if (id.Length > MaxLength || !id.StartsWith(Scheme, StringComparison.Ordinal))
        {
            return false;
        }

        var parts = id[Scheme.Length..].Split('/');
        return parts is not [_, "ns", var @namespace, "sa", var account]
            || (@namespace == owner.Namespace && (owner.ServiceAccount.Length == 0 || account == owner.ServiceAccount));
    }
}
