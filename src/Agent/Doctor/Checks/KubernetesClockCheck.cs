using Windsock.Agent.Doctor.Sights;

namespace Windsock.Agent.Doctor.Checks;

/// <summary>The clock of the API server, by which pods start and end, goes like ours.</summary>
/// <param name="tolerance"><c>airflow.clockSkewTolerance</c>.</param>
internal sealed class KubernetesClockCheck(ClusterSight cluster, TimeSpan tolerance) : IDoctorCheck
{
    /// <summary>The header Date has whole seconds, and the answer takes its time.</summary>
    private static readonly TimeSpan Coarseness = TimeSpan.FromSeconds(1.5);

    public CheckArea Area => CheckArea.Kubernetes;

    public string Name => "clock";

    public async Task<CheckResult> RunAsync(CancellationToken stop)
    {
        await cluster.RequireAsync();
        if ((await cluster.Version).Date is not { } date)
        {
            return CheckResult.Skipped("The API server does not tell its time.");
        }

        var ahead = date - cluster.Asked;
        return ahead.Duration() <= tolerance + Coarseness
            ? CheckResult.Ok("The API server's clock and ours agree, to the second that it tells.")
            : CheckResult.Warn($"The API server's clock is {ClockWords.Of(ahead)} ours.", ClockWords.Mend);
    }
}
