using System.Globalization;
using System.Text.Json;
using Windsock.Agent.Cli;
using Windsock.Agent.Tries;
using Windsock.Model.Tries;

namespace Windsock.Agent.Explain;

/// <summary><c>windsock explain</c>: one story, or a table to choose from.</summary>
internal static class ExplainVerb
{
    public static async Task<int> RunAsync(ExplainArguments arguments, CliConsole console, CancellationToken stop)
    {
        using var api = new AgentApi(arguments.Agent);
        if (arguments.Id is { } id)
        {
            return await api.FindByIdAsync(id, stop) is { } story
                ? Print(story, arguments, console)
                : await NothingAsync(api, $"No try {id} is known", console, stop);
        }

        var isOverview = arguments.Query == new StoryQuery();
        var list = await api.FindAsync(arguments.Query, arguments.Limit, stop);
        if (isOverview)
        {
            list = await WithFailedFirstAsync(api, list, arguments.Limit, stop);
        }

        if (arguments is { Output: OutputFormat.Json } && list.Tries.Length != 1)
        {
            console.Out.Write(JsonSerializer.Serialize(list, TryJson.Readable.TryList) + "\n");
            return list.Tries.IsEmpty ? ExitCode.NothingFound : ExitCode.Ok;
        }

        return list.Tries switch
        {
            [] => await NothingAsync(api, isOverview ? "No try is known" : "No try matches", console, stop),
            [var only] when !list.More => await api.FindByIdAsync(only.Id, stop) is { } story
                ? Print(story, arguments, console)
                : await NothingAsync(api, $"Try {only.Id} has just made room for newer ones", console, stop),
            _ => PrintTable(list, console),
        };
    }

    private static async Task<TryList> WithFailedFirstAsync(AgentApi api, TryList latest, int limit, CancellationToken stop)
    {
        var failed = await api.FindAsync(new StoryQuery(Result: TryResult.Failed), limit, stop);
        return new TryList
        {
            Tries = [.. failed.Tries.Concat(latest.Tries.Where(one => one.Result != "failed").OrderByDescending(HasTrouble)).Take(limit)],
            More = latest.More || failed.More,
        };
    }

    /// <summary>What nobody can call failed may have failed all the same: a KubernetesExecutor's pod does not say.</summary>
    private static bool HasTrouble(TrySummary one) => one is { Result: "unknown", Cause: not ("" or "none_seen") };

    private static int Print(TryDocument story, ExplainArguments arguments, CliConsole console)
    {
        console.Out.Write(arguments.Output == OutputFormat.Json
            ? JsonSerializer.Serialize(story, TryJson.Readable.TryDocument) + "\n"
            : StoryView.Render(story, console));
        return ExitCode.Ok;
    }

    private static int PrintTable(TryList list, CliConsole console)
    {
        console.Out.Write(new TryTable(console, list.Tries).Render());
        if (list.More)
        {
            (console.IsTerminal ? console.Out : console.Error).Write(string.Create(
                CultureInfo.InvariantCulture, $"There are more than these {list.Tries.Length}; --limit shows up to {Web.TryParameters.MaxLimit}.\n"));
        }

        if (console.IsTerminal)
        {
            console.Out.Write("\n'windsock explain --id ID' tells the story of one.\n");
        }

        return ExitCode.Ok;
    }

    /// <summary>An empty answer says what the agent does know, so that a wrong node is not taken for a healthy task.</summary>
    private static async Task<int> NothingAsync(AgentApi api, string what, CliConsole console, CancellationToken stop)
    {
        console.Error.WriteLine($"{what}.");
        if (await api.StatusAsync(stop) is { } status)
        {
            console.Error.WriteLine(
                $"The agent on node {SafeText.Of(status.Node)} has watched for {TimeWords.Span(TimeSpan.FromSeconds(status.UptimeSeconds))}" +
                (status.Cluster.Scope == "cluster" ? ", the whole cluster." : "; it knows the tries of its own node. Ask the agent on the node where the task ran."));
        }

        return ExitCode.NothingFound;
    }
}
