using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Spectre.Console;
using Windsock.Agent.Simulation.HubbleServer;
using Windsock.Agent.Simulation.KubernetesApi;
using Windsock.Agent.Simulation.Receiver;
using Windsock.Agent.Simulation.Reconciliation;
using Windsock.Agent.Simulation.Reconciliation.Diagnoses;
using Windsock.Agent.Simulation.Sidecars;
using Windsock.Agent.Simulation.World;

namespace Windsock.Agent.Simulation.Demo;

/// <summary><c>windsock demo</c>: a simulated node, the agent as it is, and the proof that it counted right.</summary>
/// <param name="runAgent">Runs the agent with a configuration file until it is cancelled and answers its exit code.</param>
/// <param name="output">Results; frames and the table in their place when nobody asked for JSON.</param>
/// <param name="error">Where to say what else can be looked at.</param>
internal sealed class DemoVerb(
    Func<string, CancellationToken, Task<int>> runAgent, TextWriter output, TextWriter error, TimeProvider time)
{
    public const int Balanced = 0;
    public const int Failed = 1;
    public const int Off = 3;

    /// <param name="stop">Ends the world early; the books are checked all the same.</param>
    public async Task<int> RunAsync(DemoSettings settings, CancellationToken stop)
    {
        using var folder = new DemoFolder();
        var now = time.GetUtcNow();
        var wholeSecond = now.AddTicks(-(now.Ticks % TimeSpan.TicksPerSecond));
        var accessLogs = settings.Mesh == MeshMode.On ? new Uri($"http://127.0.0.1:{FreePort()}") : null;
        await using var sidecars = accessLogs is null ? null : new SidecarFleet(accessLogs);
        await using var platform = settings.Platform == PlatformMode.On ? new DemoPlatform(folder.FullName, FreePort(), time) : null;
        var world = new WorldSettings(settings.Seed, settings.FlowsPerSecond, wholeSecond) { HasPlatform = platform is not null };
        var simulation = new Simulation(world, time, settings.RingCapacity, sidecars, platform?.Senders);
        var publicSocket = settings.PublicSocket ?? folder.PublicSocket;
        await using var kubernetes = await KubernetesHost.StartAsync(simulation.Kubernetes);
        await using var hubble = await HubbleHost.StartAsync(simulation.Observer, folder.AgentSocket, publicSocket);
        var inbox = new AlertInbox(new SignatureCheck(await folder.MakeKeyAsync()), time);
        await using var receiver = await ReceiverHost.StartAsync(inbox);
        await folder.WriteAsync(settings, simulation.Settings.NodeName, WorldSettings.AirflowNamespaces, kubernetes.Address, accessLogs, receiver.Address, platform is null ? "" : await platform.WriteAsync());
        using var page = new AgentPage(settings.Listen);
        using var agentStop = new CancellationTokenSource();
        var agent = runAgent(folder.ConfigFile, agentStop.Token);
        try
        {
            error.WriteLine($"windsock: metrics at {page.Address}; look at the same flows with: hubble observe --follow --server unix://{publicSocket}");
            var report = await PlayAsync(settings, new DemoPlay(simulation, page, agent, time, inbox), stop);
            output.Write(settings.IsJson ? ReportJson.Of(report, simulation.Now, settings.Seed) : ReportText.Table(report, simulation.Now, settings.Seed));
            return report.Holds ? Balanced : Off;
        }
        catch (DemoFailure failure)
        {
            error.WriteLine($"windsock: {failure.Message}");
            return Failed;
        }
        finally
        {
            await agentStop.CancelAsync();
            await EndAsync(agent);
        }
    }

    /// <summary>One that nobody has now. The agent could choose one itself, but has no way to say which.</summary>
    private static int FreePort()
    {
        using var probe = new TcpListener(IPAddress.Loopback, 0);
        probe.Start();
        return ((IPEndPoint)probe.LocalEndpoint).Port;
    }

    private async Task<ReconciliationReport> PlayAsync(DemoSettings settings, DemoPlay play, CancellationToken stop)
    {
        await play.AwaitAgentAsync(stop);
        var report = new ReconciliationReport([], DiagnosisReport.Empty);
        var view = ViewOf(settings);
        await view.ShowAsync(async show =>
        {
            await play.PlayAsync(settings.Length, view.Interval, show, stop);
            report = await play.ReconcileAsync(show);
        });
        return report;
    }

    private IDemoView ViewOf(DemoSettings settings)
    {
        if (settings.IsJson || !settings.IsLive)
        {
            return new PlainView(settings.IsJson ? null : output);
        }

        return new LiveView(AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(output) }));
    }

    /// <summary>How the agent ends is not what the demonstration is about; what it wrote has been said already.</summary>
    private async Task EndAsync(Task<int> agent)
    {
        try
        {
            var code = await agent;
            if (code != 0)
            {
                error.WriteLine(string.Create(CultureInfo.InvariantCulture, $"windsock: the agent ended with exit code {code}"));
            }
        }
        catch (OperationCanceledException)
        {
            // It was told to stop.
        }
#pragma warning disable CA1031 // Whatever the agent throws at its end must not hide the report.
        catch (Exception failure)
#pragma warning restore CA1031
        {
            error.WriteLine($"windsock: the agent failed at its end: {failure.Message}");
        }
    }
}
