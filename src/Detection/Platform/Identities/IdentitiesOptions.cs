using System.ComponentModel;

namespace Windsock.Detection.Platform.Identities;

/// <summary>Section <c>platform.identities</c>: rules about as whom tasks act.</summary>
public sealed class IdentitiesOptions
{
    /// <summary>Rule <c>static_key_suspect</c>.</summary>
    [Description("Rule static_key_suspect.")]
    public StaticKeySuspectOptions StaticKeySuspect { get; set; } = new();

    /// <summary>Rule <c>token_long_lived</c>.</summary>
    [Description("Rule token_long_lived.")]
    public TokenLongLivedOptions TokenLongLived { get; set; } = new();

    /// <summary>Rule <c>identity_overreach</c>.</summary>
    [Description("Rule identity_overreach.")]
    public IdentityOverreachOptions IdentityOverreach { get; set; } = new();
}
