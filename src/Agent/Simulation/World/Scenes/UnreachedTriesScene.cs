using Windsock.Model.Flows;
using Windsock.Model.Tries;

namespace Windsock.Agent.Simulation.World.Scenes;

/// <summary>Tries that do not get through to their peer: no route, nobody listens, no answer, a service without a pod behind it.</summary>
internal sealed class UnreachedTriesScene : IScene
{
    public void Begin(Stage stage)
    {
        NoRoute(stage);
        NobodyListens(stage);
        NoAnswer(stage);
        NoBackend(stage);
    }

    private static void NoRoute(Stage stage)
    {
        // Named by the pod's own look-up alone: Cilium knows no name for the address.
        const string Erp = "erp.onprem.example.com";
        var site = FlowEnd.World("10.99.0.15");
        var extract = new TryScript("erp_extract", "read_orders", 7) { Reason = TryScript.Because(FailureCause.NoRoute, Erp, 1433) };
        stage.PlayTries(
            8,
            extract,
            (1.0, talk => talk.Resolve(Erp, 0, site.Ip)),
            (1.2, talk => talk.Tcp(site, 1433).Drop(DropReason.FibLookupFailed).Wait(1).Drop(DropReason.FibLookupFailed).Wait(2).Drop(DropReason.FibLookupFailed)),
            (5.4, talk => talk.Tcp(site, 1433).Drop(DropReason.FibLookupFailed)));

        var push = new TryScript("features_daily", "push", 6) { Reason = TryScript.Because(FailureCause.NoRoute, "data/feature-store", 6566) };
        stage.PlayTries(
            11,
            push,
            (1.0, Topics.ObjectStore),
            (1.4, talk => Stale(talk)),
            (2.6, talk => Stale(talk)),
            (5.0, talk => Stale(talk)));

        static void Stale(Conversation talk) => talk.Tcp(talk.Places.FeatureStore, 6566).Drop(DropReason.StaleOrUnroutableIp);
    }

    private static void NobodyListens(Stage stage)
    {
        var redis = Remote(stage, "redis-0", "redis");
        var warmup = new TryScript("cache_warmup", "warm", 5)
        {
            Reason = TryScript.Because(FailureCause.Refused, "data/redis", 6379),
            Besides = new TalkProfile((1, Topics.ObjectStore)),
        };
        stage.PlayTries(
            7,
            warmup,
            (1.0, talk => talk.Tcp(redis, 6379, TraceView.TwoPoints).Syn().ResetByServer()),
            (2.0, talk => talk.Tcp(redis, 6379).Syn().ResetByServer()),
            (4.2, talk => talk.Tcp(redis, 6379).Syn().ResetByServer()));
    }

    private static void NoAnswer(Stage stage)
    {
        const string Name = "sftp.partner.example.net";
        var partner = FlowEnd.World("198.51.100.22");
        var pull = new TryScript("sftp_mirror", "pull", 12) { Reason = TryScript.Because(FailureCause.Timeout, Name, 22) };
        stage.PlayTries(
            7,
            pull,
            (1.0, talk => talk.Resolve(Name, 0, partner.Ip)),
            (1.1, talk => talk.Tcp(partner, 22).Syn().Wait(1).Syn().Wait(2).Syn().Wait(4).Syn()));
    }

    private static void NoBackend(Stage stage)
    {
        // The address of the service itself: there is nothing to translate it to.
        var reports = new FlowEnd { Ip = "10.96.44.7", Entity = "world", Identity = 2, Labels = ["reserved:world"] }.Behind("data", "reports");
        var mail = new TryScript("report_mail", "send", 5) { Reason = TryScript.Because(FailureCause.ServiceWithoutBackend, "data/reports", 8080) };
        stage.PlayTries(
            13,
            mail,
            (1.0, Topics.Warehouse),
            (1.5, talk => Nowhere(talk)),
            (2.5, talk => Nowhere(talk)),
            (4.4, talk => Nowhere(talk)));

        void Nowhere(Conversation talk) => talk.Tcp(reports, 8080).Drop(DropReason.ServiceBackendNotFound);
    }

    private static FlowEnd Remote(Stage stage, string podName, string app) =>
        FlowEnd.Of(stage.Pods.Identified(stage.Pods.Remote("data", podName, app))).Behind("data", app);
}
