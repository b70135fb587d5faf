using Windsock.Agent.Simulation.Reconciliation;
using Windsock.Agent.Simulation.Reconciliation.Diagnoses;
using Windsock.Agent.Simulation.Truth;
using Windsock.Testing;

namespace Windsock.Agent.Tests.Running;

/// <summary>Ten seconds of a simulated node, counted by the running agent while a real Prometheus scrapes it. Made once for the
/// tests that only read it.</summary>
public sealed class ScrapedWorld : IAsyncLifetime
{
    private PlayedAgent? _played;
    private PrometheusServer? _prometheus;

    internal PlayedAgent Played => _played!;

    internal PrometheusServer Prometheus => _prometheus!;

    /// <summary>The agent's page against the truth, read when all was quiet.</summary>
    internal ReconciliationReport Report { get; private set; } = new([], DiagnosisReport.Empty);

    internal TruthTotals Truth => Played.World.Truth.Totals(Played.World.Delivery.Overtaken);

    public async ValueTask InitializeAsync()
    {
        if (RealParts.Find("PROMETHEUS") is not { } path)
        {
            return;
        }

        var stop = TestContext.Current.CancellationToken;
        _played = await PlayedAgent.StartAsync(hasTrouble: true, stop);
        _prometheus = new PrometheusServer(path, _played.Pages.Listen);
        await _played.PlayAsync(TimeSpan.FromSeconds(10), stop);
        Report = await _played.ReconcileAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await (_prometheus?.DisposeAsync() ?? default);
        await (_played?.DisposeAsync() ?? default);
    }
}
