namespace Windsock.Detection.Mesh;

/// <summary>A SPIFFE id of Istio's form, <c>spiffe://trust-domain/ns/namespace/sa/service-account</c>.</summary>
internal readonly record struct SpiffeId(string TrustDomain, string Namespace, string ServiceAccount)
{
    private const string Scheme = "spiffe://";

    /// <summary>False for any other form: authorities outside of Istio give ids that name no service account.</summary>
    public static bool TryParse(string text, out SpiffeId id)
    {
        var parts = text.StartsWith(Scheme, StringComparison.Ordinal) ? text[Scheme.Length..].Split('/') : [];
        id = parts is [{ Length: > 0 } domain, "ns", { Length: > 0 } @namespace, "sa", { Length: > 0 } account] ? new SpiffeId(domain, @namespace, account) : default;
        return id != default;
    }
}
