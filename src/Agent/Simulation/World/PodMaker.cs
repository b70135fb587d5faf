using System.Collections.Immutable;
using System.Globalization;
using Windsock.Model.Flows;

namespace Windsock.Agent.Simulation.World;

/// <summary>Makes pods with the labels and annotations that Airflow, its chart and Kubernetes put on them.</summary>
internal sealed class PodMaker(WorldSettings settings, SeededRandom random)
{
    private Places? _places;

    /// <summary>Makes pods of the same cluster that take no address and no identity from those of the other.</summary>
    public PodMaker(PodMaker beside, SeededRandom random)
        : this(beside.Settings, random)
    {
        _places = beside.Places;
        Addresses = AddressPlan.Apart();
    }

    public WorldSettings Settings => settings;

    public AddressPlan Addresses { get; } = new();

    public Places Places => _places ??= new Places(this);

    /// <summary>A KubernetesExecutor worker pod: label-safe ids in labels, exact ids in annotations.</summary>
    public SimulatedPod Executor(TaskRun run, string airflowVersion)
    {
        var labels = Identifying(run)
            .SetItem("airflow-worker", "42")
            .SetItem("airflow_version", airflowVersion)
            .SetItem("kubernetes_executor", "True")
            .SetItem("tier", "airflow").SetItem("component", "worker").SetItem("release", "airflow");
        var annotations = Map(("dag_id", run.DagId), ("task_id", run.TaskId), ("run_id", run.RunId), ("try_number", Number(run.TryNumber)));
        if (run.MapIndex >= 0)
        {
            annotations = annotations.SetItem("map_index", Number(run.MapIndex));
        }

        return Local(run.Namespace, PodName(run), TrueOwner.Task(run.Namespace, run.DagId, run.TaskId)) with
        {
            Run = run,
            Role = TrueRole.Executor,
            ServiceAccount = "airflow-worker",
            Labels = labels,
            Annotations = annotations,
            Image = "apache/airflow:" + airflowVersion,
        };
    }

    /// <summary>The pod of a KubernetesPodOperator: labels only. <paramref name="owner"/> says what can be known of it.</summary>
    public SimulatedPod Operator(TaskRun run, string airflowVersion, TrueOwner owner) => Local(run.Namespace, PodName(run), owner) with
    {
        Run = run,
        Role = TrueRole.Operator,
        Labels = Identifying(run)
            .SetItem("airflow_version", airflowVersion)
            .SetItem("kubernetes_pod_operator", "True")
            .SetItem("airflow_kpo_in_cluster", "True"),
        Image = "registry.example.com/data/" + LabelSafe.Of(run.TaskId) + ":1",
    };

    /// <summary>Driver or executor of a SparkKubernetesOperator (provider 10.8.1 and later).</summary>
    public SimulatedPod Spark(TaskRun run, string role, string app, string name) =>
        Local(run.Namespace, name, TrueOwner.Task(run.Namespace, run.DagId, run.TaskId)) with
        {
            Run = run,
            Role = role == "driver" ? TrueRole.SparkDriver : TrueRole.SparkExecutor,
            ServiceAccount = "spark",
            Labels = Identifying(run)
                .SetItem("spark_kubernetes_operator", "True")
                .SetItem("spark-role", role).SetItem("spark-app-name", app),
            ContainerName = "spark-kubernetes-" + role,
            Image = "apache/spark:3.5.3",
        };

    /// <summary>A pod of Airflow itself, as the official chart labels it.</summary>
    public SimulatedPod Component(string component, string podName, Workload controller) => Local("airflow", podName, TrueOwner.Component) with
    {
        ServiceAccount = "airflow-" + component,
        Labels = Map(("tier", "airflow"), ("component", component), ("release", "airflow")),
        ContainerName = component,
        Controller = controller,
        Workload = controller,
    };

    /// <summary>A pod that has nothing to do with Airflow.</summary>
    public SimulatedPod Stranger(string ns, string podName, string app, Workload controller) => Local(ns, podName, TrueOwner.Stranger) with
    {
        Labels = Map(("app.kubernetes.io/name", app)),
        ContainerName = app,
        Controller = controller,
        Workload = controller,
        Image = "registry.example.com/" + app + ":2",
    };

    /// <summary>A pod of another node: no endpoint number here, never in this node's pod list.</summary>
    public SimulatedPod Remote(string ns, string podName, string app) => Stranger(ns, podName, app, new Workload(app, "Deployment")) with
    {
        NodeName = settings.OtherNodeName,
        Ips = [Addresses.NextRemoteIp()],
        EndpointId = 0,
    };

    public SimulatedPod Local(string ns, string name, TrueOwner owner) => new()
    {
        Uid = random.NextGuid().ToString(),
        Namespace = ns,
        Name = name,
        NodeName = settings.NodeName,
        Owner = owner,
        Ips = [Addresses.NextLocalIp()],
        EndpointId = Addresses.NextEndpointId(),
    };

    /// <summary>Gives the pod its security identity. With <paramref name="allLabels"/> every pod label is part of it (Cilium's
    /// default), else only namespace and service account (the advice for clusters that run Airflow).</summary>
    public SimulatedPod Identified(SimulatedPod pod, bool allLabels = false)
    {
        IEnumerable<string> labels =
        [
            "k8s:io.cilium.k8s.policy.cluster=default",
            "k8s:io.cilium.k8s.policy.serviceaccount=" + pod.ServiceAccount,
            "k8s:io.kubernetes.pod.namespace=" + pod.Namespace,
        ];
        if (allLabels)
        {
            labels = labels.Concat(pod.Labels.Select(label => $"k8s:{label.Key}={label.Value}"));
        }

        ImmutableArray<string> sorted = [.. labels.Order(StringComparer.Ordinal)];
        return pod with { IdentityLabels = sorted, Identity = Addresses.IdentityOf(string.Join(';', sorted)) };
    }

    /// <summary>The pod with a sidecar, as Istio's injector leaves it.</summary>
    public static SimulatedPod Meshed(SimulatedPod pod, Sidecar? sidecar = null) => pod with
    {
        Sidecar = sidecar ?? Sidecar.Current,
        Labels = pod.Labels.SetItem("security.istio.io/tlsMode", "istio"),
        Annotations = pod.Annotations.SetItem("sidecar.istio.io/status", "{\"containers\":[\"istio-proxy\"],\"revision\":\"default\"}"),
    };

    public string PodName(TaskRun run)
    {
        var slug = new string([.. $"{run.DagId}-{run.TaskId}".ToLowerInvariant().Select(c => char.IsAsciiLetterOrDigit(c) ? c : '-')]);
        return $"{slug.Trim('-')}-{random.Suffix(8)}";
    }

    public static ImmutableSortedDictionary<string, string> Map(params (string Key, string Value)[] entries) =>
        entries.ToImmutableSortedDictionary(entry => entry.Key, entry => entry.Value, StringComparer.Ordinal);

    private static ImmutableSortedDictionary<string, string> Identifying(TaskRun run)
    {
        var labels = Map(
            ("dag_id", LabelSafe.Of(run.DagId)),
            ("task_id", LabelSafe.Of(run.TaskId)),
            ("run_id", LabelSafe.Of(run.RunId)),
            ("try_number", Number(run.TryNumber)));
        return run.MapIndex < 0 ? labels : labels.SetItem("map_index", Number(run.MapIndex));
    }

    private static string Number(int value) => value.ToString(CultureInfo.InvariantCulture);
}
