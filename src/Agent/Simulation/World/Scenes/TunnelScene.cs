namespace Windsock.Agent.Simulation.World.Scenes;

/// <summary>DAG <c>currency_rates</c>: what the task sends out, it sends in the names that it looks up below a zone of somebody else.</summary>
internal sealed class TunnelScene : IScene
{
    /// <summary>Below <c>example</c>, where nobody can own it.</summary>
    private const string Zone = "xfer.example";
    private const string Server = "198.51.100.53";
    private const int Names = 80;
    private const int Digits = 40;
    private const double Pause = 0.05;
    private static readonly TimeSpan Start = TimeSpan.FromSeconds(12);
    private static readonly TimeSpan Period = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan Quiet = TimeSpan.FromSeconds(1);

    public void Begin(Stage stage) => Run(stage, Start);

    private static void Run(Stage stage, TimeSpan start)
    {
        var run = new TaskRun("airflow-jobs", "currency_rates", "refresh", TaskRun.Scheduled(stage.TimeOf(start)));
        var pod = stage.Pods.Identified(stage.Pods.Operator(run, "3.0.6", TrueOwner.Task(run.Namespace, run.DagId, run.TaskId)));
        stage.Play(pod, new PodPlan(start, TimeSpan.FromSeconds(6), TalkProfile.Silent));
        var begin = start + Quiet;
        var end = begin + TimeSpan.FromSeconds(Names * Pause);
        stage.At(begin, () => stage.Record(new IncidentStruck(stage.Now, "dns_tunnel_suspect", IncidentSubject.Of(pod.Owner), Zone, end)));
        stage.Say(begin, pod, Send);
        stage.At(start + Period, () => Run(stage, start + Period));
    }

    private static void Send(Conversation talk)
    {
        for (var number = 0; number < Names; number++)
        {
            talk.Lookup(talk.Me, $"{talk.Random.Hex(Digits)}.{Zone}", 0, Server);
            talk.Wait(Pause);
        }
    }
}
