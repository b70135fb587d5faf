using Windsock.Model.Calls;
using Windsock.Model.Flows;

namespace Windsock.Agent.Simulation.World.Scenes;

/// <summary>Tasks that work through a service mesh, and servers of both nodes. DAG <c>mesh_pricing</c>: calls of services near and far,
/// a database, a service without a sidecar; one task is the server of another. DAG <c>mesh_legacy</c>: its pod's sidecar is two years
/// old. DAG <c>mesh_visitor</c>: no sidecar at all, so that the server's alone tells of its calls.</summary>
internal sealed class MeshedWorkScene : IScene
{
    private const string Version = "3.0.6";
    private static readonly TimeSpan Period = TimeSpan.FromSeconds(17);
    private static readonly TimeSpan CutPeriod = TimeSpan.FromSeconds(45);

    public void Begin(Stage stage)
    {
        var shop = new Shop(stage);
        RunPricing(stage, shop, TimeSpan.FromSeconds(1));
        RunLegacy(stage, shop, TimeSpan.FromSeconds(2));
        RunVisitor(stage, shop, TimeSpan.FromSeconds(3));
        if (stage.Settings.HasTrouble)
        {
            Cut(stage, shop, TimeSpan.FromSeconds(8));
        }
    }

    private static void RunPricing(Stage stage, Shop shop, TimeSpan start)
    {
        var run = new TaskRun("airflow-jobs", "mesh_pricing", "sync_quotes", TaskRun.Scheduled(stage.TimeOf(start)));
        Play(stage, run, start, 14, new TalkProfile(
            (4, talk => Shop.Call(talk, shop.Quotes, "/v2/quotes")),
            (3, talk => Shop.Call(talk, shop.Catalog, "/items")),
            (2, talk => Shop.Query(talk, shop.Bookings)),
            (2, talk => Shop.Query(talk, shop.Archive)),
            (2, talk => shop.CallInTheClear(talk, "/features")),
            (1, shop.Resolve)));

        // Both ends are tasks, and both sidecars report here.
        var serving = Play(stage, run with { TaskId = "serve_model" }, start, 15, new TalkProfile((1, talk => Shop.Call(talk, shop.Catalog, "/models"))));
        var model = new MeshService(new ServiceName("airflow-jobs", "model"), 80, 9000, serving);
        Play(stage, run with { TaskId = "score" }, start + TimeSpan.FromSeconds(2), 10, new TalkProfile((1, talk => Shop.Call(talk, model, "/score"))));
        stage.At(start + Period, () => RunPricing(stage, shop, start + Period));
    }

    private static void RunLegacy(Stage stage, Shop shop, TimeSpan start)
    {
        var run = new TaskRun("airflow-jobs", "mesh_legacy", "export_stock", TaskRun.Scheduled(stage.TimeOf(start)));
        var talks = new TalkProfile((2, talk => Shop.Call(talk, shop.Catalog, "/stock")), (1, talk => Shop.Call(talk, shop.Quotes, "/v1/quotes")));
        Play(stage, run, start, 12, talks, Sidecar.Old);
        stage.At(start + Period, () => RunLegacy(stage, shop, start + Period));
    }

    private static void RunVisitor(Stage stage, Shop shop, TimeSpan start)
    {
        var run = new TaskRun("airflow-jobs", "mesh_visitor", "read_items", TaskRun.Scheduled(stage.TimeOf(start)));
        var pod = stage.Pods.Identified(Pod(stage, run) with { ServiceAccount = "visitor" });
        stage.Play(pod, new PodPlan(start, TimeSpan.FromSeconds(11), new TalkProfile((1, talk => Shop.Call(talk, shop.Catalog, "/items", TlsMode.Plaintext)))));
        stage.At(start + Period, () => RunVisitor(stage, shop, start + Period));
    }

    /// <summary>The server's sidecar loses its streams, and what each was about to say.</summary>
    private static void Cut(Stage stage, Shop shop, TimeSpan at) => stage.At(at, () =>
    {
        stage.Record(new LogStreamsCut(stage.Now, shop.Catalog.Pod));
        Cut(stage, shop, at + CutPeriod);
    });

    private static SimulatedPod Play(Stage stage, TaskRun run, TimeSpan start, int seconds, TalkProfile profile, Sidecar? sidecar = null)
    {
        var pod = stage.Pods.Identified(PodMaker.Meshed(Pod(stage, run), sidecar) with { ServiceAccount = "pricing" });
        stage.Play(pod, new PodPlan(start, TimeSpan.FromSeconds(seconds), profile));
        return pod;
    }

    private static SimulatedPod Pod(Stage stage, TaskRun run) =>
        stage.Pods.Operator(run, Version, TrueOwner.Task(run.Namespace, run.DagId, run.TaskId));

    /// <summary>Who is called.</summary>
    private sealed class Shop
    {
        private static readonly string[] Methods = ["GET", "GET", "GET", "POST", "PUT"];
        private static readonly int[] Codes = [200, 200, 200, 200, 200, 200, 404, 429];

        public Shop(Stage stage)
        {
            var pods = stage.Pods;
            var catalog = pods.Identified(PodMaker.Meshed(pods.Stranger("shop", "catalog-5c8d7f6b9-t4v2m", "catalog", new Workload("catalog", "Deployment"))));
            stage.Resident(catalog, new TalkProfile((1, talk => Call(talk, Quotes!, "/v2/refresh"))));
            Catalog = new MeshService(new ServiceName("shop", "catalog"), 80, 8080, catalog);
            Quotes = new MeshService(new ServiceName("data", "quotes"), 80, 8080, Remote(pods, "quotes-6f5d8c7b4-h2k9x", "quotes"));
            Archive = new MeshService(new ServiceName("data", "archive"), 5432, 5432, Remote(pods, "archive-0", "archive"));
            var bookings = pods.Identified(PodMaker.Meshed(pods.Stranger("shop", "bookings-0", "bookings", new Workload("bookings", "StatefulSet"))));
            stage.Resident(bookings, TalkProfile.Silent);
            Bookings = new MeshService(new ServiceName("shop", "bookings"), 5432, 5432, bookings);
            var features = pods.Identified(pods.Remote("data", "features-7d6c5b8f9-q4w5r", "features"));
            Features = new MeshService(new ServiceName("data", "features"), 6566, 6566, features);
        }

        /// <summary>HTTP, on this node.</summary>
        public MeshService Catalog { get; }

        /// <summary>HTTP, on another node: its sidecar reports to the agent there.</summary>
        public MeshService Quotes { get; }

        /// <summary>PostgreSQL, on this node.</summary>
        public MeshService Bookings { get; }

        /// <summary>PostgreSQL, on another node.</summary>
        public MeshService Archive { get; }

        /// <summary>HTTP, without a sidecar.</summary>
        private MeshService Features { get; }

        /// <summary>A connection for one to three requests: sidecars keep theirs.</summary>
        public static void Call(Conversation talk, MeshService service, string path, TlsMode security = TlsMode.Mutual)
        {
            var play = talk.Mesh(service, security).Open();
            for (var left = talk.Random.Between(1, 3); left > 0; left--)
            {
                Ask(talk, play, path);
            }

            play.Close();
        }

        /// <summary>The sidecar speaks to a pod without one, and Cilium's proxy looks on.</summary>
        public void CallInTheClear(Conversation talk, string path)
        {
            var play = talk.Mesh(Features, TlsMode.Plaintext).Open().SeenByCilium();
            Ask(talk, play, path);
            play.Close();
        }

        public static void Query(Conversation talk, MeshService database)
        {
            var play = talk.Mesh(database).Open();
            talk.Wait(talk.Random.Between(1, 60) / 1_000.0);
            play.CloseTcp(talk.Random.Between(200, 4_000), talk.Random.Between(500, 200_000));
        }

        public void Resolve(Conversation talk) => talk.Lookup(talk.Me, Quotes.Host, 0, "10.96.31.4");

        private static void Ask(Conversation talk, MeshPlay play, string path)
        {
            var method = talk.Random.Pick(Methods);
            play.Request(method, path, talk.Random.Pick(Codes), method == "GET" ? 0 : talk.Random.Between(20, 5_000), talk.Random.Between(0, 90_000));
        }

        private static SimulatedPod Remote(PodMaker pods, string podName, string app) => pods.Identified(PodMaker.Meshed(pods.Remote("data", podName, app)));
    }
}
