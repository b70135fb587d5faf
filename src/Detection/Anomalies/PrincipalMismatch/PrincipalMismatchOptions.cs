using System.ComponentModel;

namespace Windsock.Detection.Anomalies.PrincipalMismatch;

/// <summary>Whether pods of tasks that present another identity than that of their service account are worth a finding.</summary>
public sealed class PrincipalMismatchOptions
{
    /// <summary>Default true.</summary>
    [Description("Look for pods of tasks that present another identity than that of their service account, as a service mesh shows them.")]
    public bool Enabled { get; set; } = true;
}
