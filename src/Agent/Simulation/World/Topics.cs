using Windsock.Model.Flows;

namespace Windsock.Agent.Simulation.World;

/// <summary>Things pods do on the network, to make profiles from.</summary>
internal static class Topics
{
    public static void Warehouse(Conversation talk)
    {
        talk.Translated(talk.Me, talk.Places.Warehouse, 5432);
        talk.Connect(talk.Me, talk.Places.Warehouse, 5432);
    }

    public static void ObjectStore(Conversation talk) =>
        talk.CallOutside(talk.Places.ObjectStore, talk.Random.OneIn(3) ? "PUT" : "GET", "/part-0001.parquet", 200);

    /// <summary>The Task SDK talking to the Execution API.</summary>
    public static void ExecutionApi(Conversation talk) =>
        talk.Http(talk.Me, talk.Places.ApiServer, 8080, "PUT", "http://airflow-api-server:8080/execution/task-instances/heartbeat", 204);

    public static void Statsd(Conversation talk) => talk.Datagram(talk.Me, talk.Places.Statsd, 9125);

    public static void KubeApi(Conversation talk) => talk.Connect(talk.Me, talk.Places.KubeApiServer, 6443);

    public static void Postgres(Conversation talk) => talk.Connect(talk.Me, talk.Places.Postgres, 5432);

    /// <summary>The API server fetching this pod's log.</summary>
    public static void LogFetched(Conversation talk)
    {
        var reader = FlowEnd.Of(talk.Places.ApiServerPod);
        talk.Http(reader, talk.Me, 8793, "GET", $"http://{talk.Me.Ip}:8793/log/attempt=1.log", 200);
    }

    public static void Scraped(Conversation talk)
    {
        var scraper = FlowEnd.Of(talk.Places.PrometheusPod);
        talk.Http(scraper, talk.Me, 4040, "GET", $"http://{talk.Me.Ip}:4040/metrics", 200);
    }

    public static void Probed(Conversation talk) => talk.Connect(talk.Places.Host, talk.Me, 8080);

    public static void UnknownName(Conversation talk) => talk.Lookup(talk.Me, "warehause.data.svc.cluster.local", 3);

    public static void ServerFailure(Conversation talk) => talk.Lookup(talk.Me, talk.Places.Payments.Name, 2);

    public static void DeniedByAddress(Conversation talk) => talk.Denied(talk.Places.Nameless, 443, "deny-external");

    public static void DeniedPayments(Conversation talk)
    {
        talk.Lookup(talk.Me, talk.Places.Payments.Name, 0, talk.Places.Payments.Ip);
        talk.Denied(talk.Places.Payments.End, 443, "deny-payments");
    }

    public static void Unroutable(Conversation talk) => talk.Lost(talk.Me, talk.Places.Warehouse, 5432, DropReason.StaleOrUnroutableIp);

    public static void PingOutside(Conversation talk) => talk.Ping(talk.Me, talk.Places.Nameless);

    public static void Judged(Conversation talk)
    {
        PolicyName allows = new("NetworkPolicy", talk.Pod.Namespace, "allow-cluster");
        talk.Tcp(talk.Places.FeatureStore, 6566)
            .Judge(Verdict.Forwarded, allows)
            .Judge(Verdict.Redirected, allows)
            .Judge(Verdict.Audit, allows)
            .Open()
            .Close();
    }

    /// <summary>A flow that carries this pod's address and not its name.</summary>
    public static void AddressOnly(Conversation talk) => talk.Connect(FlowEnd.ByAddress(talk.Pod), talk.Places.Nameless, 443);

    public static void Timeless(Conversation talk)
    {
        talk.IsTimeless = true;
        talk.Connect(talk.Me, talk.Places.Warehouse, 5432);
    }
}
