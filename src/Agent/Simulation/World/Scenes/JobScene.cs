using Windsock.Model.Flows;

namespace Windsock.Agent.Simulation.World.Scenes;

/// <summary>DAG <c>warehouse_jobs</c>: a KubernetesJobOperator. The pod template carries the operator's labels, the Job controller
/// adds its own.</summary>
internal sealed class JobScene : IScene
{
    private static readonly TimeSpan Period = TimeSpan.FromSeconds(14);

    public void Begin(Stage stage) => Run(stage, TimeSpan.FromSeconds(1));

    private static void Run(Stage stage, TimeSpan start)
    {
        var run = new TaskRun("airflow-jobs", "warehouse_jobs", "vacuum", TaskRun.Scheduled(stage.TimeOf(start)));
        var job = "job-vacuum-" + stage.Random.Suffix(8);
        var pod = stage.Pods.Operator(run, "2.10.5", TrueOwner.Task(run.Namespace, run.DagId, run.TaskId));
        pod = pod with
        {
            Name = $"{job}-{stage.Random.Suffix(5)}",
            Controller = new Workload(job, "Job"),
            Workload = new Workload(job, "Job"),
            Labels = pod.Labels
                .SetItem("batch.kubernetes.io/job-name", job).SetItem("job-name", job)
                .SetItem("batch.kubernetes.io/controller-uid", stage.Random.NextGuid().ToString()),
        };
        var profile = new TalkProfile((4, Topics.Warehouse), (1, Topics.UnknownName), (1, Topics.Statsd));
        stage.Play(stage.Pods.Identified(pod), new PodPlan(start, TimeSpan.FromSeconds(10), profile) { HiddenAfter = TimeSpan.FromSeconds(6) });
        stage.At(start + Period, () => Run(stage, start + Period));
    }
}
