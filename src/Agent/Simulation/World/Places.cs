using Windsock.Model.Flows;

namespace Windsock.Agent.Simulation.World;

/// <summary>The peers that many pods talk to. Servers of other nodes are reached through a service, so that each has a stable name.</summary>
internal sealed class Places
{
    public Places(PodMaker pods)
    {
        SchedulerPod = Component("scheduler", "airflow-scheduler-6c9d8b7f5d-x7k2p", "Deployment");
        ApiServerPod = Component("api-server", "airflow-api-server-5f7c9d6b8-q4wzt", "Deployment");
        TriggererPod = Component("triggerer", "airflow-triggerer-0", "StatefulSet");
        WorkerPod = Component("worker", "airflow-worker-0", "StatefulSet");
        StatsdPod = Component("statsd", "airflow-statsd-7d4b9c8f6-m2n8v", "Deployment");
        PostgresPod = pods.Identified(pods.Stranger("airflow", "airflow-postgresql-0", "postgresql", new Workload("airflow-postgresql", "StatefulSet")));
        DnsPod = pods.Identified(pods.Stranger("kube-system", "coredns-76f75df574-8zcxq", "coredns", new Workload("coredns", "Deployment")));
        PrometheusPod = pods.Identified(pods.Stranger("monitoring", "prometheus-0", "prometheus", new Workload("prometheus", "StatefulSet")));
        Dns = FlowEnd.Of(DnsPod).Behind("kube-system", "kube-dns");
        Statsd = FlowEnd.Of(StatsdPod).Behind("airflow", "airflow-statsd");
        ApiServer = FlowEnd.Of(ApiServerPod).Behind("airflow", "airflow-api-server");
        Postgres = FlowEnd.Of(PostgresPod).Behind("airflow", "airflow-postgresql");
        Warehouse = FlowEnd.Of(pods.Identified(pods.Remote("data", "warehouse-7c5b6d8f9-vj2ht", "warehouse"))).Behind("data", "warehouse");
        FeatureStore = FlowEnd.Of(pods.Identified(pods.Remote("data", "feature-store-6d7f8c9b5-p9r4s", "feature-store"))).Behind("data", "feature-store");

        SimulatedPod Component(string component, string name, string kind) =>
            pods.Identified(pods.Component(component, name, new Workload("airflow-" + component, kind)));
    }

    public SimulatedPod SchedulerPod { get; }

    public SimulatedPod ApiServerPod { get; }

    public SimulatedPod TriggererPod { get; }

    public SimulatedPod WorkerPod { get; }

    public SimulatedPod StatsdPod { get; }

    public SimulatedPod PostgresPod { get; }

    public SimulatedPod DnsPod { get; }

    public SimulatedPod PrometheusPod { get; }

    public FlowEnd Dns { get; }

    public FlowEnd Statsd { get; }

    public FlowEnd ApiServer { get; }

    public FlowEnd Postgres { get; }

    public FlowEnd Warehouse { get; }

    public FlowEnd FeatureStore { get; }

    public FlowEnd KubeApiServer { get; } = FlowEnd.KubeApiServer(AddressPlan.ApiServerIp);

    public FlowEnd Host { get; } = FlowEnd.Host(AddressPlan.NodeIp);

    /// <summary>A public address that nobody resolved.</summary>
    public FlowEnd Nameless { get; } = FlowEnd.World("203.0.113.77");

    public Site ObjectStore { get; } = new("lake.s3.eu-central-1.example.com", "203.0.113.10");

    public Site Crm { get; } = new("api.crm.example.com", "203.0.113.20");

    public Site Payments { get; } = new("api.payments.example.com", "203.0.113.30");
}
