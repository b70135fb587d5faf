using System.ComponentModel;

namespace Windsock.Detection.Platform.Identities;

/// <summary>Whether tokens and keys that do not expire are worth a finding.</summary>
public sealed class TokenLongLivedOptions
{
    /// <summary>Default true.</summary>
    [Description("Look for actions of tasks, and of service accounts that tasks use, with a token or key that does not expire, or with one that is bound to no pod.")]
    public bool Enabled { get; set; } = true;
}
