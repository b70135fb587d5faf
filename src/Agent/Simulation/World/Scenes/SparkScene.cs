using Windsock.Model.Flows;

namespace Windsock.Agent.Simulation.World.Scenes;

/// <summary>DAG <c>spark_daily</c>: a SparkKubernetesOperator's driver and two executors, all of one task, talking to each other.</summary>
internal sealed class SparkScene : IScene
{
    private static readonly TimeSpan Period = TimeSpan.FromSeconds(24);

    public void Begin(Stage stage) => Run(stage, TimeSpan.FromSeconds(2));

    private static void Run(Stage stage, TimeSpan start)
    {
        var run = new TaskRun("airflow-jobs", "spark_daily", "aggregate", TaskRun.Scheduled(stage.TimeOf(start)));
        var app = "aggregate-" + stage.Random.Suffix(8);
        var driver = stage.Pods.Identified(stage.Pods.Spark(run, "driver", app, app + "-driver"));
        stage.Play(driver, new PodPlan(start, TimeSpan.FromSeconds(18), new TalkProfile((2, Topics.KubeApi), (2, Topics.Scraped), (1, Topics.Warehouse))));
        var shuffle = new TalkProfile(
            (3, talk => talk.Connect(talk.Me, FlowEnd.Of(driver), 7078)),
            (2, Topics.ObjectStore),
            (1, Topics.Unroutable));
        for (var number = 1; number <= 2; number++)
        {
            var executor = stage.Pods.Spark(run, "executor", app, $"{app}-exec-{number}") with { Controller = new Workload(driver.Name, "Pod") };
            stage.Play(stage.Pods.Identified(executor), new PodPlan(start + TimeSpan.FromSeconds(3), TimeSpan.FromSeconds(13), shuffle));
        }

        stage.At(start + Period, () => Run(stage, start + Period));
    }
}
