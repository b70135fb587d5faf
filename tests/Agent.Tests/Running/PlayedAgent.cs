using System.Collections.Immutable;
using Windsock.Agent.Configuration;
using Windsock.Agent.Running;
using Windsock.Agent.Simulation.Demo;
using Windsock.Agent.Simulation.HubbleServer;
using Windsock.Agent.Simulation.KubernetesApi;
using Windsock.Agent.Simulation.Reconciliation;
using Windsock.Agent.Simulation.World;
using Windsock.Testing;

namespace Windsock.Agent.Tests.Running;

/// <summary>The real agent in this process, its normal clients connected to a simulated node.</summary>
internal sealed class PlayedAgent : IAsyncDisposable
{
    private readonly DemoFolder _folder = new();
    private readonly CancellationTokenSource _stop = new();
    private readonly AgentPage _page;
    private KubernetesHost? _kubernetes;
    private HubbleHost? _hubble;
    private Task<int> _agent = Task.FromResult(0);

    private PlayedAgent(WorldSettings settings)
    {
        World = new Windsock.Agent.Simulation.Simulation(settings, TimeProvider.System, ringCapacity: 65_535);
        Pages = new AgentPages(FreePort.Next());
        _page = new AgentPage(Pages.Listen);
    }

    public Windsock.Agent.Simulation.Simulation World { get; }

    public AgentPages Pages { get; }

    /// <summary>Valid once the agent follows flows.</summary>
    public DemoPlay Play { get; private set; } = null!;

    /// <summary>Returns when the agent follows flows and watches pods.</summary>
    /// <param name="more">Further lines of its configuration, the first ones in section <c>airflow</c>.</param>
    public static async Task<PlayedAgent> StartAsync(bool hasTrouble, CancellationToken stop, string more = "")
    {
        var now = TimeProvider.System.GetUtcNow();
        var second = now.AddTicks(-(now.Ticks % TimeSpan.TicksPerSecond));
        var played = new PlayedAgent(new WorldSettings(7, DemoSettings.DefaultFlowsPerSecond, second, hasTrouble));
        try
        {
            await played.ConnectAsync(more, stop);
            return played;
        }
        catch
        {
            await played.DisposeAsync();
            throw;
        }
    }

    /// <summary>Breaks the connections of Hubble's server off and takes it away; its ring stays.</summary>
    public async Task StopHubbleAsync()
    {
        await _hubble!.DisposeAsync();
        _hubble = null;
    }

    public async Task StartHubbleAsync()
    {
        File.Delete(_folder.AgentSocket);
        File.Delete(_folder.PublicSocket);
        _hubble = await HubbleHost.StartAsync(World.Observer, _folder.AgentSocket, _folder.PublicSocket);
    }

    /// <summary>Sums over all pages that were read, so that a series that expired is not missed.</summary>
    public async Task<ReconciliationReport> ReconcileAsync() => await Play.ReconcileAsync(static _ => { });

    public Task PlayAsync(TimeSpan length, CancellationToken stop) => Play.PlayAsync(length, TimeSpan.FromHours(1), static _ => { }, stop);

    /// <summary>Stops the agent and answers its exit code.</summary>
    public async Task<int> StopAsync()
    {
        await _stop.CancelAsync();
        return await _agent;
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        await (_hubble?.DisposeAsync() ?? default);
        await (_kubernetes?.DisposeAsync() ?? default);
        _page.Dispose();
        Pages.Dispose();
        _stop.Dispose();
        _folder.Dispose();
    }

    private async Task ConnectAsync(string more, CancellationToken stop)
    {
        _kubernetes = await KubernetesHost.StartAsync(World.Kubernetes);
        await StartHubbleAsync();
        var settings = new DemoSettings(null, World.Settings.Seed) { Listen = Pages.Listen };
        await _folder.WriteAsync(settings, World.Settings.NodeName, WorldSettings.AirflowNamespaces, _kubernetes.Address);
        await File.AppendAllTextAsync(_folder.ConfigFile, more, stop);
        var configuration = new ConfigurationLoader(AgentSections.Schema).Load(_folder.ConfigFile, ImmutableDictionary<string, string>.Empty).Configuration
            ?? throw new InvalidOperationException($"the configuration is not taken: {more}");
        _agent = RunAgent.RunAsync(configuration, TimeProvider.System, _stop.Token);
        Play = new DemoPlay(World, _page, _agent, TimeProvider.System);
        await Play.AwaitAgentAsync(stop);
    }
}
