using Windsock.Model.Tries;

namespace Windsock.Agent.Simulation.World.Scenes;

/// <summary>DAG <c>legacy reports (weekly)</c>: Airflow 2 on the KubernetesExecutor. Try 1 is denied its way out and fails, which
/// its pod's phase does not say; the pod is kept. Try 2 succeeds. The DAG id is no valid label: only the annotations show it.</summary>
internal sealed class RetryScene : IScene
{
    private static readonly TimeSpan Period = TimeSpan.FromSeconds(20);

    public void Begin(Stage stage) => Run(stage, TimeSpan.FromSeconds(2));

    private static void Run(Stage stage, TimeSpan start)
    {
        var run = new TaskRun("airflow", "legacy reports (weekly)", "group.build_report", TaskRun.Scheduled(stage.TimeOf(start)));
        var denied = new TalkProfile((4, Topics.DeniedPayments), (1, Topics.Postgres));
        var troubled = new TalkProfile((3, Topics.DeniedByAddress), (2, Topics.ServerFailure));
        stage.Record(new TryDoomed(stage.Now, run, new TrueReason(FailureCause.PolicyDenied, stage.Pods.Places.Payments.Name, 443)));
        var first = Pod(stage, run);
        stage.Play(first, new PodPlan(start, TimeSpan.FromSeconds(7), denied) { HiddenAfter = TimeSpan.FromSeconds(7) });

        // What it also has trouble with is over long before what it fails of.
        stage.Chatter.Add(new Talker(first, troubled, start + TimeSpan.FromSeconds(1), start + TimeSpan.FromSeconds(2.5)));
        stage.Say(start + TimeSpan.FromSeconds(6.5), first, Topics.DeniedPayments);
        var allowed = new TalkProfile(
            (4, talk => talk.CallOutside(talk.Places.Payments, "GET", "/v1/payouts", 200)),
            (2, Topics.Postgres),
            (1, Topics.Statsd));
        stage.Play(Pod(stage, run with { TryNumber = 2 }), new PodPlan(start + TimeSpan.FromSeconds(8), TimeSpan.FromSeconds(8), allowed));
        stage.At(start + Period, () => Run(stage, start + Period));
    }

    private static SimulatedPod Pod(Stage stage, TaskRun run) => stage.Pods.Identified(stage.Pods.Executor(run, "2.10.5"), allLabels: true);
}
