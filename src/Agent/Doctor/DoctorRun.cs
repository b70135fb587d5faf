using System.Collections.Immutable;
using System.Globalization;
using Windsock.Agent.Cli;

namespace Windsock.Agent.Doctor;

/// <summary>Makes all checks at the same time, each within a limit. None can keep the others from being reported.</summary>
internal sealed class DoctorRun(ImmutableArray<IDoctorCheck> checks, TimeSpan timeout, TimeProvider time)
{
    /// <summary>In the order of areas, within one in the order given.</summary>
    /// <exception cref="OperationCanceledException">A stop was asked for.</exception>
    public async Task<ImmutableArray<CheckReport>> RunAsync(CancellationToken stop)
    {
        var reports = await Task.WhenAll(checks.Select(check => RunAsync(check, stop)));
        return [.. reports.OrderBy(report => report.Area)];
    }

    private async Task<CheckReport> RunAsync(IDoctorCheck check, CancellationToken stop)
    {
        using var limit = new CancellationTokenSource(timeout, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, stop);
        return new CheckReport(check.Area, check.Name, await ResultOfAsync(check, either.Token, stop));
    }

    private async Task<CheckResult> ResultOfAsync(IDoctorCheck check, CancellationToken limit, CancellationToken stop)
    {
        try
        {
            return await check.RunAsync(limit).WaitAsync(limit);
        }
        catch (CheckSkippedException skipped)
        {
            return CheckResult.Skipped(skipped.Message);
        }
        catch (OperationCanceledException) when (!stop.IsCancellationRequested)
        {
            return CheckResult.Fail(
                string.Create(CultureInfo.InvariantCulture, $"No answer within {timeout.TotalSeconds:0.#} s."),
                "Look at what is between here and there: network policies, a proxy, a server that hangs. --timeout gives it longer.");
        }
#pragma warning disable CA1031 // One check that breaks must not take the answers of the others with it.
        catch (Exception failure) when (failure is not OperationCanceledException)
#pragma warning restore CA1031
        {
            return CheckResult.Fail($"The check itself failed: {SafeText.Of(failure.Message)} ({failure.GetType().Name}).", "Please report it.");
        }
    }
}
