using System.ComponentModel;
using System.ComponentModel.DataAnnotations;

namespace Windsock.Exporter.KubernetesEvents;

/// <summary>A Kubernetes Event on the pod of a failed try, so that <c>kubectl describe pod</c> says why it failed.</summary>
public sealed class KubernetesEventsOptions
{
    /// <summary>Default false; the manifests switch it on. Needs the right to create events.</summary>
    [Description("Write a Kubernetes Event with the diagnosis on the pod of a failed try. Needs the right to create events (deploy/daemonset/base/rbac.yaml).")]
    public bool Enabled { get; set; }

    /// <summary>Default false: a try that failed without network trouble gets no event.</summary>
    [Description("Also write one when the network shows nothing that explains the failure.")]
    public bool WithoutCause { get; set; }

    /// <summary>Default false. A KubernetesExecutor pod ends well whether its task failed or not: unless Airflow is asked, nobody knows
    /// the result, and trouble with high or medium confidence may have cost the try or not.</summary>
    [Description("Also write one for a try whose result is not known, when the network shows trouble with high or medium confidence.")]
    public bool UnknownResult { get; set; }

    /// <summary>Events a minute over a longer time. Default 10, range 1 to 600. Past it they are dropped and counted.</summary>
    [Description("Events a minute over a longer time; past it they are dropped and counted.")]
    [Range(1, 600)]
    public int PerMinute { get; set; } = 10;

    /// <summary>Events at once. Default 20, range 1 to 1,000.</summary>
    [Description("Events at once.")]
    [Range(1, 1_000)]
    public int Burst { get; set; } = 20;
}
