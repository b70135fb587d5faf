using Microsoft.Extensions.Logging;
using Windsock.Agent.Alerting;
using Windsock.Agent.Cli;
using Windsock.Agent.Configuration;
using Windsock.Agent.Configuration.Sections;
using Windsock.Agent.Logging;
using Windsock.Agent.Web;
using Windsock.FlowCollector.Cluster;

namespace Windsock.Agent.Running;

/// <summary><c>windsock run</c>: from settings to a running agent and back to an empty one. Pages first, so that probes are
/// answered from the start; they go last.</summary>
internal static partial class RunAgent
{
    public static Task<int> RunAsync(RunArguments arguments, CliConsole console, CancellationToken stop) =>
        RunAsync(arguments.Configuration, TimeProvider.System, stop);

    public static async Task<int> RunAsync(LoadedConfiguration configuration, TimeProvider time, CancellationToken stop)
    {
        var node = configuration.Get<NodeOptions>();
        using var loggers = AgentLogging.Create(node.LogLevel, node.LogFormat, time);
        var logger = loggers.CreateLogger("Windsock.Agent");
        foreach (var warning in configuration.Warnings)
        {
            LogWarning(logger, warning);
        }

        var settings = AgentSettings.From(configuration);
        using var parts = Compose(settings, time, loggers);
        var live = new BranchFlows(parts, time);
        await using var web = await AgentWeb.StartAsync(
            configuration.Get<HttpOptions>().Listen, parts.Prometheus.WriteAsync, parts.Receivers.OtlpOverHttp, new RunningAgentStatus(settings, parts, time), new BranchStories(parts.Pipeline, parts.Tries), () => AlertDocuments.Of(parts.Alerts.Book.Current), new LivePages(new FlowPage(live, time), new DagPage(live, time), new IdentityPage(new BranchIdentities(parts), time)), time, loggers, stop);
        LogStarted(logger, AgentVersion.Version, settings.NodeName, settings.Hubble.Enabled ? $"reads Hubble at {settings.Hubble.Address}" : "reads no flows", web.Address.ToString());

        await parts.Pipeline.StartAsync(stop);
        await UntilStoppedAsync(stop);
        LogStopping(logger);
        await parts.Pipeline.StopAsync(CancellationToken.None);
        using var enough = new CancellationTokenSource(TimeSpan.FromSeconds(5), time);
        await web.StopAsync(enough.Token);
        LogStopped(logger, parts.Pipeline.Attribution.Total);
        return ExitCode.Ok;
    }

    private static AgentParts Compose(AgentSettings settings, TimeProvider time, ILoggerFactory loggers)
    {
        try
        {
            return Composition.Compose(settings, time, loggers);
        }
        catch (KubernetesConfigurationException failure)
        {
            throw new CommandFailure(failure.Message, ExitCode.Usage, failure);
        }
    }

    private static async Task UntilStoppedAsync(CancellationToken stop)
    {
        var stopped = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var registration = stop.Register(stopped.SetResult);
        await stopped.Task;
    }

    [LoggerMessage(1000, LogLevel.Warning, "{Warning}")]
    private static partial void LogWarning(ILogger logger, string warning);

    [LoggerMessage(1001, LogLevel.Information, "windsock {Version} runs for node {Node}: {Hubble}, serves its pages on {Listen}")]
    private static partial void LogStarted(ILogger logger, string version, string node, string hubble, string listen);

    [LoggerMessage(1002, LogLevel.Information, "stopping: sources stop, queues drain")]
    private static partial void LogStopping(ILogger logger);

    [LoggerMessage(1003, LogLevel.Information, "stopped after {Flows} attributed flows")]
    private static partial void LogStopped(ILogger logger, long flows);
}
