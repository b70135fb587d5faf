using Windsock.Agent.Doctor.Sights;
using Windsock.Agent.Explain;

namespace Windsock.Agent.Doctor.Checks;

/// <summary>The clock that flows are stamped with goes like ours.</summary>
/// <param name="tolerance"><c>airflow.clockSkewTolerance</c>.</param>
internal sealed class HubbleClockCheck(HubbleSight hubble, TimeSpan tolerance) : IDoctorCheck
{
    /// <summary>So long a healthy server, or a relay that sorts, may hold a flow back.</summary>
    private static readonly TimeSpan LongestWay = TimeSpan.FromSeconds(3);

    public CheckArea Area => CheckArea.Hubble;

    public string Name => "clock";

    public async Task<CheckResult> RunAsync(CancellationToken stop)
    {
        if ((await hubble.SampleAsync()).Lag is not { } lag)
        {
            return CheckResult.Skipped("No flow happened while looking, so its time could not be compared with ours.");
        }

        return lag < -tolerance ? CheckResult.Warn($"The times of flows are {ClockWords.Of(-lag)} our clock.", ClockWords.Mend)
            : lag > tolerance + LongestWay ? CheckResult.Warn($"Flows come {TimeWords.Span(lag)} after their own time: the node's clock is behind ours, or the server holds them back.", ClockWords.Mend)
            : CheckResult.Ok($"Flows come {(lag < TimeSpan.Zero ? "with a time that is within tolerance ahead of ours" : $"within {TimeWords.Span(lag)} of their own time")}.");
    }
}
