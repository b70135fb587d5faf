using Windsock.Pipeline.Sources;

namespace Windsock.FlowCollector.Replay;

/// <summary>Makes the replay source.</summary>
public static class ReplayRegistration
{
    public static IFlowSource Create(ReplayOptions options, TimeProvider time) => new ReplaySource(options, time);
}
