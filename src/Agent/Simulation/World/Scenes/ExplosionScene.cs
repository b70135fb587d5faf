namespace Windsock.Agent.Simulation.World.Scenes;

/// <summary>DAG <c>minute_checks</c>: every pod label is part of the security identity, the id of the run too, so that each of its
/// short pods costs the cluster an identity of its own.</summary>
internal sealed class ExplosionScene : IScene
{
    private const int Runs = 8;

    /// <summary>Pods of one task in a row from which on it is an explosion and no chance.</summary>
    private const int Many = 6;
    private static readonly TimeSpan Start = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan Length = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan TalksAt = TimeSpan.FromSeconds(0.3);

    public void Begin(Stage stage)
    {
        var subject = new IncidentSubject("airflow-jobs", "minute_checks");
        stage.At(Start, () => stage.Record(new IncidentStruck(stage.Now, "identity_explosion", subject, "", Start + (Many * Length))));
        for (var number = 0; number < Runs; number++)
        {
            Run(stage, Start + (number * Length));
        }
    }

    private static void Run(Stage stage, TimeSpan start)
    {
        var run = new TaskRun("airflow-jobs", "minute_checks", "probe", TaskRun.Scheduled(stage.TimeOf(start)));
        var pod = stage.Pods.Identified(stage.Pods.Operator(run, "3.0.6", TrueOwner.Task(run.Namespace, run.DagId, run.TaskId)), allLabels: true);
        stage.Play(pod, new PodPlan(start, Length, TalkProfile.Silent));
        stage.Say(start + TalksAt, pod, talk => talk.Connect(talk.Me, talk.Places.Warehouse, 5432));
    }
}
