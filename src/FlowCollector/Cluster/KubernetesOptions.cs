using System.ComponentModel;
using System.ComponentModel.DataAnnotations;

namespace Windsock.FlowCollector.Cluster;

/// <summary>Section <c>kubernetes</c>: where the cluster view comes from.</summary>
public sealed class KubernetesOptions
{
    /// <summary>Path of a kubeconfig file, its current-context is used. Empty (default): the service account of the pod the agent
    /// runs in.</summary>
    [Description("Path of a kubeconfig file. Empty: the service account of the pod the agent runs in.")]
    public string Kubeconfig { get; set; } = "";

    /// <summary>Default <see cref="KubernetesScope.Node"/>.</summary>
    [Description("Pods to watch: those of this node, of the whole cluster (for Hubble Relay), or none (only what the flows themselves carry).")]
    [EnumDataType(typeof(KubernetesScope))]
    public KubernetesScope Scope { get; set; } = KubernetesScope.Node;

    /// <summary>Watch service accounts' metadata, for their cloud identities. Default true; needs list and watch on serviceaccounts.</summary>
    [Description("Watch service accounts' metadata for their cloud identities.")]
    public bool ServiceAccounts { get; set; } = true;

    /// <summary>Watch namespaces' metadata. Default true; needs list and watch on namespaces.</summary>
    [Description("Watch namespaces' metadata.")]
    public bool Namespaces { get; set; } = true;

    /// <summary>Objects asked for per page of a list. Default 500, range 10 to 5000.</summary>
    [Description("Objects asked for per page of a list.")]
    [Range(10, 5000)]
    public int PageSize { get; set; } = 500;

    /// <summary>An object of the API longer than this is skipped and counted. Default 8 MiB, range 64 KiB to 64 MiB.</summary>
    [Description("An object of the API longer than this is skipped and counted.")]
    [Range(64 * 1024, 64 * 1024 * 1024)]
    public int MaxObjectBytes { get; set; } = 8 * 1024 * 1024;

    /// <summary>Seconds without a single byte after which a watch is taken for dead and opened again. Default 100; the API server
    /// sends a bookmark about once a minute, so less than 75 would break healthy watches. Range 75 to 900.</summary>
    [Description("Seconds without a byte after which a watch is taken for dead and opened again. The API server sends a bookmark about once a minute.")]
    [Range(75, 900)]
    public int IdleSeconds { get; set; } = 100;
}
