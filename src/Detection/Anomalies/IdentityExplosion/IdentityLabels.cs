namespace Windsock.Detection.Anomalies.IdentityExplosion;

/// <summary>How Cilium is told which labels of pods it leaves out of their security identities.</summary>
public static class IdentityLabels
{
    /// <summary>Before the key of a pod's own label.</summary>
    public const string Source = "k8s:";

    /// <summary>Value of Cilium's setting <c>labels</c>: one pattern per label, with the mark that leaves it out.</summary>
    /// <param name="keys">Without their source: <c>run_id</c>.</param>
    public static string SettingOf(IEnumerable<string> keys) =>
        string.Join(' ', keys.Select(key => $"{Source}!{key.Replace(".", "\\.", StringComparison.Ordinal)}"));

    /// <summary>What to do, in one or two sentences.</summary>
    /// <param name="keys">At least one.</param>
    public static string MendOf(IEnumerable<string> keys) =>
        $"Set in Cilium's Helm values, or under the key labels of ConfigMap kube-system/cilium-config: labels: '{SettingOf(keys)}' (added to what is there), then restart the agents. Policies must not select by these labels.";
}
