namespace Windsock.Agent.Simulation.World.Scenes;

/// <summary>Airflow's own pods. The Celery worker runs many tasks: its flows are the component's.</summary>
internal sealed class ComponentsScene : IScene
{
    public void Begin(Stage stage)
    {
        var places = stage.Pods.Places;
        stage.Resident(places.SchedulerPod, new TalkProfile((3, Topics.Postgres), (2, Topics.KubeApi), (1, Topics.Statsd)));
        stage.Resident(places.ApiServerPod, new TalkProfile((3, Topics.Postgres), (1, Topics.Probed)));
        stage.Resident(places.TriggererPod, new TalkProfile((2, Topics.Postgres), (1, Topics.ObjectStore), (1, Topics.Statsd)));
        stage.Resident(places.WorkerPod, new TalkProfile(
            (2, Topics.Warehouse), (2, Topics.ObjectStore), (1, Topics.DeniedByAddress), (1, Topics.LogFetched), (1, Topics.UnknownName)));
        stage.Resident(places.StatsdPod, new TalkProfile((1, Topics.Probed)));
    }
}
