using System.ComponentModel;

namespace Windsock.Detection.Anomalies.PlaintextPeer;

/// <summary>Whether calls of tasks that no mutual TLS protects are worth a finding.</summary>
public sealed class PlaintextPeerOptions
{
    /// <summary>Default true.</summary>
    [Description("Look for calls of tasks that no mutual TLS protects, as a service mesh shows them.")]
    public bool Enabled { get; set; } = true;
}
