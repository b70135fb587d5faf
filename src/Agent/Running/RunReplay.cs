using System.Globalization;
using Windsock.Agent.Cli;
using Windsock.Agent.Configuration.Sections;
using Windsock.Agent.Logging;
using Windsock.Agent.Replay;
using Windsock.Attribution;
using Windsock.FlowCollector.Cluster;
using Windsock.FlowCollector.Replay;
using Windsock.Model.Cluster;
using Windsock.Model.Flows;
using Windsock.Pipeline;
using Windsock.Pipeline.Stages;

namespace Windsock.Agent.Running;

/// <summary><c>windsock replay</c>: recordings through the same data path, without a cluster beside it.</summary>
internal static class RunReplay
{
    private static readonly TimeSpan ProgressInterval = TimeSpan.FromMilliseconds(500);

    public static async Task<int> RunAsync(ReplayArguments arguments, CliConsole console, CancellationToken stop)
    {
        foreach (var file in arguments.Files.Where(file => file != "-" && !File.Exists(file)))
        {
            throw new CommandFailure($"{file}: no such file", ExitCode.Usage);
        }

        var time = TimeProvider.System;
        using var loggers = AgentLogging.Create(LogThreshold.Warning, LogFormat.Text, time);
        var report = new ReplayReport();
        using var pipeline = new FlowPipelineBuilder(new PipelineOptions { WaitRoom = new WaitRoomOptions { Wait = TimeSpan.Zero } }, time, loggers)
            .ReadFrom(new ReplaySource(new ReplayOptions { Paths = arguments.Files }, time))
            .AttributeWith(await AttributorAsync(arguments, console, time, stop))
            .FanOutTo(report)
            .Build();

        await pipeline.StartAsync(stop);
        await FollowAsync(pipeline, console, time, stop);
        await pipeline.StopAsync(CancellationToken.None);
        stop.ThrowIfCancellationRequested();
        ReplayPrinter.Print(report.Summarize(), pipeline.Ledgers[0], arguments.Output, arguments.Top, console);
        return pipeline.Ledgers[0].Failures == 0 ? ExitCode.Ok : ExitCode.Failed;
    }

    /// <summary>Node scope without a node's name: each flow's local end decides, whichever node recorded it, so that recordings of
    /// several nodes count each side once.</summary>
    private static async Task<FlowAttributor> AttributorAsync(ReplayArguments arguments, CliConsole console, TimeProvider time, CancellationToken stop)
    {
        var attributor = new FlowAttributor(new AttributionOptions { AirflowNamespaces = arguments.AirflowNamespaces });
        if (arguments.PodsFile is not { } podsFile)
        {
            return attributor;
        }

        var now = Instant.FromDateTimeOffset(time.GetUtcNow());
        var dump = await ReadPodsAsync(podsFile, stop);
        foreach (var pod in dump.Pods)
        {
            attributor.Apply(new PodApplied(pod, now));
        }

        attributor.Apply(new PodsSynced(now));
        if (dump.Skipped > 0)
        {
            console.Error.WriteLine($"windsock: {podsFile}: {dump.Skipped} items are not readable as pods and were left out");
        }

        return attributor;
    }

    private static async Task<PodDump> ReadPodsAsync(string file, CancellationToken stop)
    {
        try
        {
            await using var stream = File.OpenRead(file);
            return await PodDump.ReadAsync(stream, stop);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException or InvalidDataException)
        {
            throw new CommandFailure($"{file}: {failure.Message}", ExitCode.Usage, failure);
        }
    }

    private static async Task FollowAsync(FlowPipeline pipeline, CliConsole console, TimeProvider time, CancellationToken stop)
    {
        while (!pipeline.Completion.IsCompleted && !stop.IsCancellationRequested)
        {
            await Task.WhenAny(pipeline.Completion, Task.Delay(ProgressInterval, time, stop));
            if (console.IsTerminal && !pipeline.Completion.IsCompleted)
            {
                console.Error.Write(string.Create(CultureInfo.InvariantCulture, $"\r{pipeline.Ledgers[0].Received:N0} flows read "));
            }
        }

        if (console.IsTerminal)
        {
            console.Error.Write("\r" + new string(' ', 40) + "\r");
        }
    }
}
