using Windsock.Attribution.Lifetimes;

namespace Windsock.Attribution.Actions;

/// <summary>Principals of clouds that name a Kubernetes service account.</summary>
internal static class CloudPrincipals
{
    /// <summary>Of <c>principal://iam.googleapis.com/projects/N/locations/global/workloadIdentityPools/POOL/subject/ns/NS/sa/NAME</c> and
    /// <c>serviceAccount:PROJECT.svc.id.goog[NS/NAME]</c>; null for any other.</summary>
    public static PodName? AccountOf(string principal)
    {
        const string Subject = "/subject/ns/";
        if (principal.StartsWith("principal://", StringComparison.Ordinal) && principal.IndexOf(Subject, StringComparison.Ordinal) is > 0 and var at)
        {
            return principal[(at + Subject.Length)..].Split('/') is [{ Length: > 0 } space, "sa", { Length: > 0 } name] ? new PodName(space, name) : null;
        }

        const string Pool = ".svc.id.goog[";
        return principal.EndsWith(']') && principal.IndexOf(Pool, StringComparison.Ordinal) is > 0 and var pool
            && principal[(pool + Pool.Length)..^1].Split('/') is [{ Length: > 0 } ns, { Length: > 0 } account] ? new PodName(ns, account) : null;
    }
}
