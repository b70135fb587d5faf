using System.Globalization;
using System.Text.Json;
using Windsock.Agent.Cli;
using Windsock.Agent.Explain;

namespace Windsock.Agent.Observe;

/// <summary><c>windsock observe</c>: the flows of a running agent, line by line.</summary>
internal static class ObserveVerb
{
    /// <summary>An agent that has nothing to tell says so every 15 s.</summary>
    private static readonly TimeSpan Silence = TimeSpan.FromSeconds(60);

    public static async Task<int> RunAsync(ObserveArguments arguments, CliConsole console, CancellationToken stop)
    {
        using var api = new AgentApi(arguments.Agent, "observe");
        try
        {
            using var response = await api.FlowsAsync(arguments.Parameters, stop);
            await using var lines = new LineStream(await response.Content.ReadAsStreamAsync(stop));
            var printer = PrinterOf(arguments.Output, console);
            while (await ReadAsync(lines, api, stop) is { } line)
            {
                if (LostIn(line) is { } lost)
                {
                    SayLost(lost, console);
                    continue;
                }

                printer.Print(line);
            }

            return arguments.Follow
                ? throw new CommandFailure($"{api.Name} has ended the flows: the agent was stopped. Run it again when the agent is back")
                : ExitCode.Ok;
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested && arguments.Follow)
        {
            // How following ends.
            return ExitCode.Ok;
        }
        catch (JsonException)
        {
            throw new CommandFailure($"{api.Name} sends lines that are no flows: --agent wants the address of http.listen, for example http://127.0.0.1:9465");
        }
    }

    private static IFlowPrinter PrinterOf(FlowOutput output, CliConsole console) => output switch
    {
        FlowOutput.Table => new TablePrinter(console),
        FlowOutput.Json or FlowOutput.Jsonpb => new JsonPrinter(console),
        _ => new CompactPrinter(console),
    };

    private static async Task<byte[]?> ReadAsync(LineStream lines, AgentApi api, CancellationToken stop)
    {
        using var silence = CancellationTokenSource.CreateLinkedTokenSource(stop);
        silence.CancelAfter(Silence);
        try
        {
            return await lines.ReadAsync(silence.Token);
        }
        catch (OperationCanceledException) when (!stop.IsCancellationRequested)
        {
            throw new CommandFailure(string.Create(
                CultureInfo.InvariantCulture, $"{api.Name} has said nothing for {Silence.TotalSeconds:0} s: is the connection to it, or the agent itself, still alive?"));
        }
        catch (Exception failure) when (failure is IOException or HttpRequestException or InvalidDataException)
        {
            throw new CommandFailure(
                $"the connection to {api.Name} broke off: {SafeText.Of(failure.Message)}. The agent ended, or this side was too slow to take the flows: filter more, or run it again",
                ExitCode.Failed,
                failure);
        }
    }

    /// <summary>Null for a record.</summary>
    private static long? LostIn(ReadOnlySpan<byte> line)
    {
        if (!line.StartsWith("{\"lost\":"u8))
        {
            return null;
        }

        using var document = JsonDocument.Parse(line.ToArray());
        return document.RootElement.TryGetProperty("lost", out var lost) && lost.TryGetInt64(out var count) ? count : null;
    }

    private static void SayLost(long lost, CliConsole console)
    {
        if (lost > 0)
        {
            console.Error.Write(string.Create(
                CultureInfo.InvariantCulture, $"windsock: {lost} flow events of the node were missed: more came than were taken. Filter more, or write to a file.\n"));
        }
    }
}
