using System.ComponentModel.DataAnnotations;

namespace Windsock.FlowCollector.Cluster;

/// <summary>Section <c>kubernetes</c>: where the cluster view comes from.</summary>
public sealed class KubernetesOptions
{
    /// <summary>Path of a kubeconfig file, its current-context is used. Empty (default): the service account of the pod the agent
    /// runs in.</summary>
    public string Kubeconfig { get; set; } = "";

    /// <summary>Default <see cref="KubernetesScope.Node"/>.</summary>
    [EnumDataType(typeof(KubernetesScope))]
    public KubernetesScope Scope { get; set; } = KubernetesScope.Node;

    /// <summary>Watch service accounts' metadata, for their cloud identities. Default true; needs list and watch on serviceaccounts.</summary>
    public bool ServiceAccounts { get; set; } = true;

    /// <summary>Watch namespaces' metadata. Default true; needs list and watch on namespaces.</summary>
    public bool Namespaces { get; set; } = true;

    /// <summary>Objects asked for per page of a list. Default 500, range 10 to 5000.</summary>
    [Range(10, 5000)]
    public int PageSize { get; set; } = 500;

    /// <summary>An object of the API longer than this is skipped and counted. Default 8 MiB, range 64 KiB to 64 MiB.</summary>
    [Range(64 * 1024, 64 * 1024 * 1024)]
    public int MaxObjectBytes { get; set; } = 8 * 1024 * 1024;

    /// <summary>Seconds without a single byte after which a watch is taken for dead and opened again. Default 100; the API server
    /// sends a bookmark about once a minute, so less than 75 would break healthy watches. Range 75 to 900.</summary>
    [Range(75, 900)]
    public int IdleSeconds { get; set; } = 100;
}
