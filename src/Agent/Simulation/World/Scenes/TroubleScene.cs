using Windsock.Model.Sources;

namespace Windsock.Agent.Simulation.World.Scenes;

/// <summary>What goes wrong at the source, at known times. The break keeps clear of the rest by more than any client goes back
/// when it resumes.</summary>
internal sealed class TroubleScene : IScene
{
    private static readonly TimeSpan Period = TimeSpan.FromSeconds(45);

    public void Begin(Stage stage)
    {
        if (stage.Settings.HasTrouble)
        {
            Run(stage, TimeSpan.Zero);
        }
    }

    private static void Run(Stage stage, TimeSpan start)
    {
        Strike(stage, start, 2.0, new EventsLost(LossReason.PerfEventRingBuffer, 7));
        Strike(stage, start, 2.1, new EventsLost(LossReason.ObserverEventsQueue, 11));
        Strike(stage, start, 2.2, new EventsLost(LossReason.HubbleRingBuffer, 13));
        Strike(stage, start, 3.0, new BadMessage(DecodeFailure.Malformed));
        Strike(stage, start, 3.0, new BadMessage(DecodeFailure.Malformed));
        Strike(stage, start, 3.2, new BadMessage(DecodeFailure.NotAFlow));
        Strike(stage, start, 3.4, new BadMessage(DecodeFailure.Oversized));
        Strike(stage, start, 3.6, new BadMessage(DecodeFailure.Compressed));
        Strike(stage, start, 10.0, new StreamBroken());
        Strike(stage, start, 20.0, new BadMessage(DecodeFailure.Malformed));
        Strike(stage, start, 20.2, new EventsLost(LossReason.Unknown, 5));
        stage.At(start + Period, () => Run(stage, start + Period));
    }

    private static void Strike(Stage stage, TimeSpan start, double seconds, SourceTrouble trouble) =>
        stage.At(start + TimeSpan.FromSeconds(seconds), () => stage.Record(new TroubleStruck(stage.Now, trouble)));
}
