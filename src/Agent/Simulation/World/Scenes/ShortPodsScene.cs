namespace Windsock.Agent.Simulation.World.Scenes;

/// <summary>DAG <c>quick_checks</c>: pods of two seconds, one after the other on one address. Each stays in the API as Succeeded
/// with that address while the next one uses it. Every fifth runs longer and, well after its predecessor's end, is seen by its
/// address alone.</summary>
internal sealed class ShortPodsScene : IScene
{
    private const int LongEvery = 5;
    private static readonly TimeSpan Short = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan Long = TimeSpan.FromSeconds(10);

    // The tolerance for clock skew is two seconds: beyond it the predecessor is out of the question.
    private static readonly TimeSpan PredecessorForgotten = TimeSpan.FromSeconds(5);

    public void Begin(Stage stage)
    {
        Run(stage, TimeSpan.FromSeconds(1), 1, stage.Pods.Addresses.NextLocalIp());
        Run(stage, TimeSpan.FromSeconds(2), 3, stage.Pods.Addresses.NextLocalIp());
    }

    private static void Run(Stage stage, TimeSpan start, int number, string address)
    {
        var run = new TaskRun("airflow", "quick_checks", "check_" + "abc"[number % 3], TaskRun.Scheduled(stage.TimeOf(start)));
        var pod = stage.Pods.Identified(stage.Pods.Executor(run, "3.0.6") with { Ips = [address] });
        var isLong = number % LongEvery == 0;
        var length = isLong ? Long : Short;
        var plan = new PodPlan(start, length, new TalkProfile((2, Topics.ExecutionApi), (1, Topics.Warehouse)))
        {
            ShowsPending = false,
            TalksAfter = TimeSpan.FromMilliseconds(200),
            HiddenAfter = TimeSpan.FromSeconds(20),
        };
        stage.Play(pod, plan);
        if (isLong)
        {
            stage.Chatter.Add(new Talker(
                pod, new TalkProfile((1, Topics.AddressOnly)), start + PredecessorForgotten, start + length - PodLife.QuietBeforeEnd));
        }

        stage.At(start + length - TimeSpan.FromMilliseconds(100), () => Run(stage, start + length, number + 1, address));
    }
}
