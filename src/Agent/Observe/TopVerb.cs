using System.Globalization;
using System.Text.Json;
using Windsock.Agent.Activity;
using Windsock.Agent.Cli;
using Windsock.Agent.Explain;

namespace Windsock.Agent.Observe;

/// <summary><c>windsock top</c>: what the DAGs of a running agent do, once or again and again.</summary>
internal static class TopVerb
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(2);

    // ECMA-48 and xterm's alternate screen: in, out, to the upper left corner, clear from here on; the cursor hides meanwhile.
    private const string SecondScreen = "\u001b[?1049h\u001b[?25l\u001b[2J";
    private const string FirstScreen = "\u001b[?25h\u001b[?1049l";
    private const string Home = "\u001b[H";
    private const string ClearLine = "\u001b[K";
    private const string ClearBelow = "\u001b[J";

    public static Task<int> RunAsync(TopArguments arguments, CliConsole console, CancellationToken stop) =>
        RunAsync(arguments, console, TimeProvider.System, stop);

    public static async Task<int> RunAsync(TopArguments arguments, CliConsole console, TimeProvider time, CancellationToken stop)
    {
        using var api = new AgentApi(arguments.Agent, "top");
        if (console.IsTerminal && arguments is { Once: false, Output: OutputFormat.Table })
        {
            return await WatchAsync(api, arguments.Limit, console, time, stop);
        }

        var list = await api.DagsAsync(arguments.Limit, stop);
        console.Out.Write(arguments.Output == OutputFormat.Json ? JsonSerializer.Serialize(list, DagJson.Readable.DagList) + "\n" : DagTable.Render(list, console));
        if (list.More && arguments.Output == OutputFormat.Table)
        {
            console.Error.Write(string.Create(CultureInfo.InvariantCulture, $"There are more than these {list.Dags.Length}; --limit shows up to {Web.DagPage.MaxLimit}.\n"));
        }

        return ExitCode.Ok;
    }

    private static async Task<int> WatchAsync(AgentApi api, int limit, CliConsole console, TimeProvider time, CancellationToken stop)
    {
        var last = "";
        console.Out.Write(SecondScreen);
        try
        {
            while (true)
            {
                var list = await api.DagsAsync(limit, stop);
                last = DagTable.Render(list, console);
                var head = string.Create(CultureInfo.InvariantCulture, $"windsock top - {SafeText.Of(api.Name)} - {list.At:HH:mm:ss} UTC - counts of the last {list.LastMinuteSeconds} s - Ctrl+C ends it\n\n");
                console.Out.Write(Home + (head + last).Replace("\n", ClearLine + "\n", StringComparison.Ordinal) + ClearBelow);
                await console.Out.FlushAsync(stop);
                await Task.Delay(Interval, time, stop);
            }
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            // How watching ends; the last table stays on the first screen.
            return ExitCode.Ok;
        }
        finally
        {
            console.Out.Write(FirstScreen + last);
        }
    }
}
