using Windsock.Model.Flows;
using Windsock.Model.Tries;

namespace Windsock.Agent.Simulation.World.Scenes;

/// <summary>Tries in which the network is not to blame: they fail of themselves, or have trouble that they get over.</summary>
internal sealed class BlamelessTriesScene : IScene
{
    private static readonly TrueReason Itself = TryScript.Because(FailureCause.NoneSeen);
    private static readonly TalkProfile Reads = new((1, Topics.ObjectStore));

    public void Begin(Stage stage)
    {
        FailOfThemselves(stage);
        GetOverIt(stage);
    }

    private static void FailOfThemselves(Stage stage)
    {
        // Its calls to the registry of models are encrypted all the way: brief connections of which nothing is to be seen.
        var models = new Site("models.vendor.example.io", "198.51.100.46");
        var fit = new TryScript("forecasting", "fit", 6) { Reason = Itself, Besides = Reads };
        stage.PlayTries(9, fit, (1.0, Topics.Warehouse), (4.0, talk => Encrypted(talk, models)), (5.2, talk => Encrypted(talk, models)));
        var killed = new TryScript("forecasting", "fit_large", 5) { Reason = Itself, ExitCode = 137, ContainerReason = "OOMKilled", Besides = Reads };
        stage.PlayTries(12, killed, (1.0, Topics.Warehouse));

        // The one way in which an executor's pod fails: the worker itself goes down.
        var worker = new TryScript("heavy_pandas", "pivot", 6) { Reason = Itself, IsOnExecutor = true, ExitCode = 137, ContainerReason = "OOMKilled" };
        stage.PlayTries(11, worker, (1.0, Topics.Warehouse), (1.5, Topics.ExecutionApi), (3.5, Topics.ExecutionApi));

        // Refused once, served the second time; what breaks it later is its own.
        stage.PlayTries(10, new TryScript("inventory", "publish", 7) { Reason = Itself }, (1.0, Refused), (1.8, Topics.Warehouse), (4.5, Topics.Warehouse));
    }

    private static void GetOverIt(Stage stage)
    {
        stage.PlayTries(8, new TryScript("inventory", "sync", 6), (1.0, Refused), (1.7, Refused), (3.1, Topics.Warehouse));
        stage.PlayTries(
            10,
            new TryScript("newsletter", "render", 6),
            (1.0, SideTroubles.DeniedTelemetry),
            (3.0, Topics.ObjectStore),
            (5.3, SideTroubles.DeniedTelemetry));
    }

    /// <summary>A handshake, a request and its answer: a round trip of 20 ms each.</summary>
    private static void Encrypted(Conversation talk, Site site) =>
        talk.Tcp(site.End, 443).Open(0.02).Send(0.02).Send(0.02).Wait(0.001).Close(0.02);

    private static void Refused(Conversation talk) => talk.Tcp(talk.Places.Warehouse, 5432).Syn().ResetByServer();
}
