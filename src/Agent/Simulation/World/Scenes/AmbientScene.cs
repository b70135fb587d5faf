using Windsock.Model.Flows;

namespace Windsock.Agent.Simulation.World.Scenes;

/// <summary>Namespace <c>reports</c> is ambient: no sidecars and no access log, its connections go through the tunnel of the nodes'
/// ztunnels. DAG <c>mesh_reports</c>, which has a sidecar, calls into it: its entries tell of the pod behind the tunnel.</summary>
internal sealed class AmbientScene : IScene
{
    private static readonly TimeSpan Period = TimeSpan.FromSeconds(19);

    public void Begin(Stage stage)
    {
        var far = stage.Pods.Identified(stage.Pods.Remote("reports", "renderer-6c7d8f9b5-x4c7v", "renderer"));
        var renderer = new MeshService(new ServiceName("reports", "renderer"), 80, 8080, far) { IsAmbient = true };
        var near = stage.Pods.Identified(stage.Pods.Stranger("reports", "planner-5b8f7d6c4-m6n2b", "planner", new Workload("planner", "Deployment")));
        stage.Resident(near, new TalkProfile((1, talk => talk.Connect(talk.Me, FlowEnd.Of(far), MeshPlay.TunnelPort))));
        Run(stage, renderer, TimeSpan.FromSeconds(2));
    }

    private static void Run(Stage stage, MeshService renderer, TimeSpan start)
    {
        var run = new TaskRun("airflow-jobs", "mesh_reports", "render", TaskRun.Scheduled(stage.TimeOf(start)));
        var pod = PodMaker.Meshed(stage.Pods.Operator(run, "3.0.6", TrueOwner.Task(run.Namespace, run.DagId, run.TaskId)));
        stage.Play(stage.Pods.Identified(pod), new PodPlan(start, TimeSpan.FromSeconds(13), new TalkProfile((1, talk => Render(talk, renderer)))));
        stage.At(start + Period, () => Run(stage, renderer, start + Period));
    }

    private static void Render(Conversation talk, MeshService renderer) =>
        talk.Mesh(renderer).Open().Request("POST", "/pages", talk.Random.OneIn(9) ? 500 : 201, talk.Random.Between(300, 9_000), talk.Random.Between(100, 900)).Close();
}
