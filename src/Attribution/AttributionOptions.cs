using System.ComponentModel.DataAnnotations;

namespace Windsock.Attribution;

/// <summary>What attribution is told from outside. Read once, at construction.</summary>
public sealed class AttributionOptions
{
    /// <summary>Entry of <see cref="AirflowNamespaces"/> that believes Airflow labels everywhere.</summary>
    public const string Everywhere = "*";

    /// <summary>Namespaces whose pods are believed when their labels say Airflow; <c>*</c> believes everywhere. Exact names, no
    /// patterns. Default <c>*</c>; empty believes nobody.</summary>
    [Required]
    public IReadOnlyList<string> AirflowNamespaces { get; set; } = [Everywhere];

    /// <summary>Kubernetes name of the node this agent runs on. Empty: every local endpoint and every pod of the view counts as
    /// this node's. Not used in cluster scope.</summary>
    [Required(AllowEmptyStrings = true)]
    [StringLength(253)]
    public string NodeName { get; set; } = "";

    /// <summary>The agent's own pod as <c>namespace/name</c>; empty when it is not told. With <see cref="ReceiverPort"/>, it tells the
    /// connections that proxies send their access logs to this agent by: nobody's task has caused them.</summary>
    [Required(AllowEmptyStrings = true)]
    [StringLength(317)]
    public string AgentPod { get; set; } = "";

    /// <summary>The port on which the agent takes access logs; 0 when it takes none.</summary>
    [Range(0, 65_535)]
    public int ReceiverPort { get; set; }

    public AttributionScope Scope { get; set; } = AttributionScope.Node;

    /// <summary>How far the clocks of two nodes may be apart, in seconds, 0 to 60. Default 2.</summary>
    [Range(0.0, 60.0)]
    public double ClockToleranceSeconds { get; set; } = 2;

    /// <summary>How far the view must have moved past a flow's time, in seconds, before an IP address alone is believed while
    /// waiting is allowed: the kubelet tells of an address that changed hands only after the fact. 0 to 60, 0 believes at once. Default 2.</summary>
    [Range(0.0, 60.0)]
    public double AddressSettleSeconds { get; set; } = 2;

    /// <summary>How long an ended pod is remembered after its end became known, in seconds, 1 to 86,400. Default 900.</summary>
    [Range(1.0, 86_400.0)]
    public double TombstoneSeconds { get; set; } = 900;

    /// <summary>Running pods that are kept; more are refused and counted. 1 to 1,000,000, default 50,000.</summary>
    [Range(1, 1_000_000)]
    public int MaxPods { get; set; } = 50_000;

    /// <summary>Ended pods that are remembered; the oldest go first. 1 to 1,000,000, default 20,000.</summary>
    [Range(1, 1_000_000)]
    public int MaxTombstones { get; set; } = 20_000;

    /// <summary>Distinct endpoint descriptions, and distinct peer names, that are remembered; then each table starts anew.
    /// 64 to 1,048,576, default 65,536.</summary>
    [Range(64, 1_048_576)]
    public int MaxEndpoints { get; set; } = 65_536;

    internal TimeSpan ClockTolerance => TimeSpan.FromSeconds(ClockToleranceSeconds);

    internal TimeSpan AddressSettleTime => TimeSpan.FromSeconds(AddressSettleSeconds);

    internal TimeSpan TombstoneTime => TimeSpan.FromSeconds(TombstoneSeconds);
}
