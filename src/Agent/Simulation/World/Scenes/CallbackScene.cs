namespace Windsock.Agent.Simulation.World.Scenes;

/// <summary>A callback of the KubernetesExecutor (provider of 2026): it may concern a whole run and names no task,
/// so its flows are Airflow's own.</summary>
internal sealed class CallbackScene : IScene
{
    private static readonly TimeSpan Period = TimeSpan.FromSeconds(13);

    public void Begin(Stage stage) => Run(stage, TimeSpan.FromSeconds(3));

    private static void Run(Stage stage, TimeSpan start)
    {
        var id = stage.Random.NextGuid().ToString();
        var run = new TaskRun("airflow", "__callback__", id[..8], "");
        var pod = stage.Pods.Executor(run, "3.1.0");
        pod = pod with
        {
            Name = $"callback-{id[..8]}-{stage.Random.Suffix(8)}",
            Owner = TrueOwner.Component,
            Labels = pod.Labels.Remove("run_id"),
            Annotations = PodMaker.Map(("callback_id", id)),
        };
        var profile = new TalkProfile((1, Topics.ExecutionApi), (1, talk => talk.CallOutside(talk.Places.Crm, "POST", "/hooks/airflow", 200)));
        stage.Play(stage.Pods.Identified(pod), new PodPlan(start, TimeSpan.FromSeconds(4), profile));
        stage.At(start + Period, () => Run(stage, start + Period));
    }
}
