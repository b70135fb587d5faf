using Windsock.Model.Sources;

namespace Windsock.Agent.Simulation.World.Scenes;

/// <summary>What goes wrong at the source, at known times. The break comes once and before the rest: a client that resumes
/// goes back by seconds, and what has no id (a notice of loss, a bad message) would be told to it twice.</summary>
internal sealed class TroubleScene : IScene
{
    private static readonly TimeSpan Period = TimeSpan.FromSeconds(45);

    public void Begin(Stage stage)
    {
        if (stage.Settings.HasTrouble)
        {
            Strike(stage, TimeSpan.Zero, 4.0, new StreamBroken());
            Run(stage, TimeSpan.Zero);
        }
    }

    private static void Run(Stage stage, TimeSpan start)
    {
        Strike(stage, start, 6.0, new EventsLost(LossReason.PerfEventRingBuffer, 7));
        Strike(stage, start, 6.1, new EventsLost(LossReason.ObserverEventsQueue, 11));
        Strike(stage, start, 6.2, new EventsLost(LossReason.HubbleRingBuffer, 13));
        Strike(stage, start, 7.0, new BadMessage(DecodeFailure.Malformed));
        Strike(stage, start, 7.0, new BadMessage(DecodeFailure.Malformed));
        Strike(stage, start, 7.2, new BadMessage(DecodeFailure.NotAFlow));
        Strike(stage, start, 7.4, new BadMessage(DecodeFailure.Oversized));
        Strike(stage, start, 7.6, new BadMessage(DecodeFailure.Compressed));
        Strike(stage, start, 20.0, new BadMessage(DecodeFailure.Malformed));
        Strike(stage, start, 23.2, new EventsLost(LossReason.Unknown, 5));
        stage.At(start + Period, () => Run(stage, start + Period));
    }

    private static void Strike(Stage stage, TimeSpan start, double seconds, SourceTrouble trouble) =>
        stage.At(start + TimeSpan.FromSeconds(seconds), () => stage.Record(new TroubleStruck(stage.Now, trouble)));
}
