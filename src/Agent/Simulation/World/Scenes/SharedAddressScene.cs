namespace Windsock.Agent.Simulation.World.Scenes;

/// <summary>Two running pods show one address (an API view that lags, or a broken address pool), and a flow carries only that
/// address: nobody can say whose it is.</summary>
internal sealed class SharedAddressScene : IScene
{
    public void Begin(Stage stage)
    {
        var run = new TaskRun("airflow", "twin_sensors", "watch_left", TaskRun.Scheduled(stage.Settings.ResidentsSince));
        var left = stage.Pods.Identified(stage.Pods.Executor(run, "3.0.6"));
        var right = stage.Pods.Identified(stage.Pods.Executor(run with { TaskId = "watch_right" }, "3.0.6")) with { Ips = left.Ips };
        stage.Resident(left, new TalkProfile((1, Topics.AddressOnly)));
        stage.Resident(right, TalkProfile.Silent);
    }
}
