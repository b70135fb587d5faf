namespace Windsock.Agent.Simulation.World.Scenes;

/// <summary>DAG <c>partner_tools</c>: a library in the task's image knocks at one address after the other, and nobody is there.</summary>
internal sealed class ScanScene : IScene
{
    private const int Addresses = 144;
    private const int Port = 22;
    private const double Pause = 0.025;
    private static readonly TimeSpan Start = TimeSpan.FromSeconds(11);
    private static readonly TimeSpan Period = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan Quiet = TimeSpan.FromSeconds(1);

    public void Begin(Stage stage) => Run(stage, Start);

    private static void Run(Stage stage, TimeSpan start)
    {
        var run = new TaskRun("airflow-jobs", "partner_tools", "sync_catalog", TaskRun.Scheduled(stage.TimeOf(start)));
        var pod = stage.Pods.Identified(stage.Pods.Operator(run, "3.0.6", TrueOwner.Task(run.Namespace, run.DagId, run.TaskId)));
        stage.Play(pod, new PodPlan(start, TimeSpan.FromSeconds(6), TalkProfile.Silent));
        var begin = start + Quiet;
        var end = begin + TimeSpan.FromSeconds(Addresses * Pause);
        stage.At(begin, () => stage.Record(new IncidentStruck(stage.Now, "fan_out", IncidentSubject.Of(pod.Owner), "", end)));
        stage.Say(begin, pod, Knock);
        stage.At(start + Period, () => Run(stage, start + Period));
    }

    private static void Knock(Conversation talk)
    {
        for (var number = 1; number <= Addresses; number++)
        {
            talk.Tcp(FlowEnd.World($"10.20.30.{number}"), Port).Syn();
            talk.Wait(Pause);
        }
    }
}
