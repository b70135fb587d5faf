namespace Windsock.Agent.Simulation.World.Scenes;

/// <summary>DAG <c>sales_etl</c>: Airflow 3 on the KubernetesExecutor, with a mapped task whose instances hand rows to the next one
/// (both ends of those flows are tasks).</summary>
internal sealed class ExecutorScene : IScene
{
    private const string Version = "3.0.6";
    private const int Instances = 4;
    private static readonly TimeSpan Period = TimeSpan.FromSeconds(18);

    public void Begin(Stage stage) => Run(stage, TimeSpan.FromSeconds(1));

    private static void Run(Stage stage, TimeSpan start)
    {
        var run = new TaskRun("airflow", "sales_etl", "extract", TaskRun.Scheduled(stage.TimeOf(start)));
        var extract = new TalkProfile((3, Topics.ObjectStore), (3, Topics.ExecutionApi), (1, Topics.Statsd), (1, Topics.LogFetched), (1, Topics.Judged));
        Play(stage, run, start, 6, extract);
        var load = Play(stage, run with { TaskId = "load" }, start + TimeSpan.FromSeconds(7), 9, new TalkProfile((3, Topics.Warehouse), (1, Topics.ExecutionApi)));
        var transform = new TalkProfile(
            (3, talk => talk.Connect(talk.Me, FlowEnd.Of(load), 9000)),
            (2, Topics.Warehouse),
            (1, Topics.ExecutionApi),
            (1, Topics.UnknownName));
        for (var index = 0; index < Instances; index++)
        {
            Play(stage, run with { TaskId = "transform", MapIndex = index }, start + TimeSpan.FromSeconds(9), 5, transform);
        }

        stage.At(start + Period, () => Run(stage, start + Period));
    }

    private static SimulatedPod Play(Stage stage, TaskRun run, TimeSpan start, int seconds, TalkProfile profile)
    {
        var pod = stage.Pods.Identified(stage.Pods.Executor(run, Version));
        stage.Play(pod, new PodPlan(start, TimeSpan.FromSeconds(seconds), profile));
        return pod;
    }
}
