using Windsock.Model.Flows;

namespace Windsock.Agent.Simulation.World.Scenes;

/// <summary>DAG <c>geo_tiles</c>: pods with an IPv4 and an IPv6 address that use the second.</summary>
internal sealed class DualStackScene : IScene
{
    private static readonly TimeSpan Period = TimeSpan.FromSeconds(15);

    public void Begin(Stage stage) => Run(stage, TimeSpan.FromSeconds(1));

    private static void Run(Stage stage, TimeSpan start)
    {
        var run = new TaskRun("airflow", "geo_tiles", "render", TaskRun.Scheduled(stage.TimeOf(start)));
        var pod = stage.Pods.Executor(run, "3.0.6");
        pod = stage.Pods.Identified(pod with { Ips = pod.Ips.Add(stage.Pods.Addresses.NextLocalIpV6()) });
        var outside = FlowEnd.World("2001:db8::77");
        var profile = new TalkProfile(
            (2, talk => talk.Connect(FlowEnd.Of(talk.Pod, 1), outside, 443)),
            (1, talk => talk.Lost(FlowEnd.Of(talk.Pod, 1), outside, 443, DropReason.UnsupportedL3Protocol)),
            (1, Topics.ExecutionApi));
        stage.Play(pod, new PodPlan(start, TimeSpan.FromSeconds(11), profile));
        stage.Say(start + TimeSpan.FromSeconds(2), pod, talk => talk.Ping(FlowEnd.Of(talk.Pod, 1), outside));
        stage.At(start + Period, () => Run(stage, start + Period));
    }
}
