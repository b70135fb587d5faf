namespace Windsock.Agent.Simulation.World.Scenes;

/// <summary>DAG <c>nightly_archive</c>: Airflow 2.1, which names an execution date and no run id. Some of its flows carry no pod
/// name, some no time.</summary>
internal sealed class LegacyScene : IScene
{
    private static readonly TimeSpan Period = TimeSpan.FromSeconds(17);
    private static readonly TimeSpan Length = TimeSpan.FromSeconds(14);

    // The time of receipt stands in for a missing one: the pod must still run when a stream that broke is back.
    private static readonly TimeSpan TimelessBeforeEnd = TimeSpan.FromSeconds(6);

    public void Begin(Stage stage) => Run(stage, TimeSpan.FromSeconds(2));

    private static void Run(Stage stage, TimeSpan start)
    {
        var run = new TaskRun("airflow", "nightly_archive", "archive_tables", "");
        var pod = stage.Pods.Executor(run, "2.1.4");
        var date = stage.TimeOf(start).ToString("yyyy-MM-dd'T'HH:mm:ss'+00:00'", null);
        pod = pod with
        {
            Run = run with { RunId = date },
            Labels = pod.Labels.Remove("run_id")
                .SetItem("execution_date", date.Replace(":", "_", StringComparison.Ordinal).Replace("+", "_plus_", StringComparison.Ordinal)),
            Annotations = pod.Annotations.Remove("run_id").SetItem("execution_date", date),
        };
        pod = stage.Pods.Identified(pod);
        var profile = new TalkProfile((3, Topics.Warehouse), (1, Topics.AddressOnly), (1, Topics.Postgres));
        stage.Play(pod, new PodPlan(start, Length, profile));
        stage.Chatter.Add(new Talker(pod, new TalkProfile((1, Topics.Timeless)), start + TimeSpan.FromSeconds(1), start + Length - TimelessBeforeEnd));
        stage.At(start + Period, () => Run(stage, start + Period));
    }
}
