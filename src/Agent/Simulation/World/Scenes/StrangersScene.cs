using Windsock.Model.Flows;

namespace Windsock.Agent.Simulation.World.Scenes;

/// <summary>Workloads that are not Airflow's, one of them in Airflow's namespace, one on the host's network.</summary>
internal sealed class StrangersScene : IScene
{
    public void Begin(Stage stage)
    {
        var pods = stage.Pods;
        stage.Resident(pods.Places.PostgresPod, new TalkProfile((1, Topics.Probed)));
        stage.Resident(pods.Places.DnsPod, new TalkProfile((1, Topics.Probed), (1, Topics.KubeApi)));
        stage.Resident(pods.Places.PrometheusPod, new TalkProfile((2, Topics.KubeApi), (1, Topics.PingOutside)));
        var shop = pods.Identified(pods.Stranger("shop", "shop-7f6d5c4b9-h8j2k", "shop", new Workload("shop", "Deployment")), allLabels: true);
        stage.Resident(shop, new TalkProfile(
            (2, talk => talk.CallOutside(talk.Places.Payments, "POST", "/v1/charges", talk.Random.OneIn(4) ? 402 : 201)),
            (1, Topics.Warehouse),
            (1, Topics.DeniedByAddress)));
        var exporter = pods.Stranger("monitoring", "node-exporter-t5v9x", "node-exporter", new Workload("node-exporter", "DaemonSet")) with
        {
            HostNetwork = true,
            Ips = [AddressPlan.NodeIp],
        };
        stage.Resident(exporter, TalkProfile.Silent);
    }
}
