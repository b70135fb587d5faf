namespace Windsock.Agent.Simulation.World.Scenes;

/// <summary>DAG <c>ml training</c>: a KubernetesPodOperator started from a KubernetesExecutor pod, two pods of one try. The operator
/// pod shows label-safe ids only; the raw ones are known from its sibling, which is there first.</summary>
internal sealed class OperatorScene : IScene
{
    private const string Version = "3.0.6";
    private static readonly TimeSpan Period = TimeSpan.FromSeconds(19);

    public void Begin(Stage stage) => Run(stage, TimeSpan.FromSeconds(1));

    private static void Run(Stage stage, TimeSpan start)
    {
        var run = new TaskRun("airflow", "ml training", "train_model", TaskRun.Scheduled(stage.TimeOf(start)));
        var launcher = stage.Pods.Identified(stage.Pods.Executor(run, Version));
        stage.Play(launcher, new PodPlan(start, TimeSpan.FromSeconds(16), new TalkProfile((3, Topics.KubeApi), (1, Topics.ExecutionApi))));
        var worker = stage.Pods.Identified(stage.Pods.Operator(run, Version, launcher.Owner), allLabels: true);
        var training = new TalkProfile(
            (3, talk => talk.Http(talk.Me, talk.Places.FeatureStore, 6566, "POST", "http://feature-store.data:6566/get-online-features", talk.Random.OneIn(12) ? 503 : 200)),
            (2, Topics.ObjectStore),
            (1, Topics.Judged));
        stage.Play(worker, new PodPlan(start + TimeSpan.FromSeconds(3), TimeSpan.FromSeconds(12), training));
        stage.Say(start + TimeSpan.FromSeconds(5), worker, Topics.PingOutside);
        stage.At(start + Period, () => Run(stage, start + Period));
    }
}
