namespace Windsock.Model.Platform;

/// <summary>One row of the table by which peers are told to be clouds.</summary>
/// <param name="Pattern">A DNS name or an address; <c>*.suffix</c> for everything below it, <c>*-name.suffix</c> for one label that ends
/// so, <c>name.*.suffix</c> for any one label. Lower case.</param>
/// <param name="System">Label <c>system</c>.</param>
/// <param name="Kind">What is there.</param>
public sealed record CloudHost(string Pattern, PlatformSystem System, CloudHostKind Kind);

/// <summary>What a cloud's host is for: the label <c>kind</c>.</summary>
public enum CloudHostKind : byte
{
    /// <summary>API of a service.</summary>
    Api,

    /// <summary>A service that somebody runs there (<c>*.run.app</c>).</summary>
    Service,

    /// <summary>Gives out tokens for credentials (STS, OAuth).</summary>
    Token,

    /// <summary>Metadata service or credentials agent of the node.</summary>
    Metadata,

    /// <summary>Issuer of identities (Okta, Auth0).</summary>
    Issuer,

    /// <summary>Betrays a Terraform run: registries, releases, checkpoint.</summary>
    Terraform,
}
