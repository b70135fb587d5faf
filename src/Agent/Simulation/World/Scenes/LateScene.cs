using Windsock.Model.Flows;

namespace Windsock.Agent.Simulation.World.Scenes;

/// <summary>The API and the datapath disagree about when: a pod that is shown 0.7 s after its first flows, one that is never shown,
/// and packets that arrive 1.3 s after a pod's end.</summary>
internal sealed class LateScene : IScene
{
    private static readonly TimeSpan Period = TimeSpan.FromSeconds(8);
    private static readonly TimeSpan ShownAfter = TimeSpan.FromMilliseconds(700);
    private static readonly TimeSpan StrayAfter = TimeSpan.FromMilliseconds(1_300);

    public void Begin(Stage stage)
    {
        Run(stage, TimeSpan.FromSeconds(2), 0);
        Hidden(stage, TimeSpan.FromSeconds(3));
    }

    private static void Run(Stage stage, TimeSpan start, int round)
    {
        var run = new TaskRun("airflow", "stock_levels", "refresh", TaskRun.Scheduled(stage.TimeOf(start)));
        var pod = stage.Pods.Identified(stage.Pods.Executor(run, "3.0.6"));
        var length = TimeSpan.FromSeconds(5);
        var plan = new PodPlan(start, length, new TalkProfile((2, Topics.Warehouse), (1, Topics.ExecutionApi)))
        {
            ShowsPending = false,
            ShownAfter = ShownAfter,
            TalksAfter = TimeSpan.FromMilliseconds(50),
            HiddenAfter = TimeSpan.FromSeconds(6),
        };
        stage.Play(pod, plan);

        // Said aloud, not left to chance: a flow before the pod is shown, and one after its end.
        stage.Say(start + TimeSpan.FromMilliseconds(100), pod, talk => talk.Connect(talk.Me, talk.Places.Warehouse, 5432));
        stage.Say(start + length + StrayAfter, pod, talk => talk.Lost(talk.Me, talk.Places.Warehouse, 5432, DropReason.CtMapInsertionFailed));
        stage.At(start + Period, () => Run(stage, start + Period, round + 1));
    }

    private static void Hidden(Stage stage, TimeSpan start)
    {
        var run = new TaskRun("airflow", "sales_etl", "extract", TaskRun.Scheduled(stage.TimeOf(start)));
        var pod = stage.Pods.Identified(stage.Pods.Executor(run, "3.0.6")) with { IsShown = false, Owner = TrueOwner.Stranger };
        stage.Play(pod, new PodPlan(start, TimeSpan.FromSeconds(6), new TalkProfile((1, Topics.KubeApi))));
        stage.Say(start + TimeSpan.FromSeconds(2), pod, talk => talk.Connect(talk.Me, talk.Places.Nameless, 443));
        var again = start + TimeSpan.FromSeconds(21);
        stage.At(again, () => Hidden(stage, again));
    }
}
