using Windsock.Model.Flows;

namespace Windsock.Agent.Simulation.World.Scenes;

/// <summary>A pod outside Airflow's namespaces that carries the labels and annotations of a task. They are claims, not believed.</summary>
internal sealed class OutsiderScene : IScene
{
    /// <summary>When it talks for sure, whatever chance has it say besides.</summary>
    private static readonly TimeSpan SpeaksAt = TimeSpan.FromSeconds(1);

    public void Begin(Stage stage)
    {
        var run = new TaskRun("team-x", "sales_etl", "load", TaskRun.Scheduled(stage.Settings.ResidentsSince));
        var pod = stage.Pods.Identified(stage.Pods.Executor(run, "3.0.6")) with
        {
            Owner = TrueOwner.Stranger,
            Controller = new Workload("pretender", "ReplicaSet"),
            Workload = new Workload("pretender", "Deployment"),
        };
        var claim = new IncidentSubject(pod.Namespace, Name: "namespace " + pod.Namespace);
        stage.At(TimeSpan.Zero, () => stage.Record(new IncidentStruck(stage.Now, "identity_claimed", claim, "", SpeaksAt)));
        stage.Say(SpeaksAt, pod, Topics.Warehouse);
        stage.Resident(pod, new TalkProfile((2, Topics.Warehouse), (1, Topics.DeniedByAddress), (1, Topics.ObjectStore)));
    }
}
