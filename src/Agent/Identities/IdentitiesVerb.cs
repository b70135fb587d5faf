using System.Globalization;
using System.Text.Json;
using Windsock.Agent.Cli;
using Windsock.Agent.Explain;

namespace Windsock.Agent.Identities;

/// <summary><c>windsock identities</c>: as whom the DAGs of a running agent act.</summary>
internal static class IdentitiesVerb
{
    public static async Task<int> RunAsync(IdentitiesArguments arguments, CliConsole console, CancellationToken stop)
    {
        using var api = new AgentApi(arguments.Agent, "identities");
        var list = await api.IdentitiesAsync(arguments.Namespace, arguments.DagId, arguments.Limit, stop);
        console.Out.Write(arguments.Output == OutputFormat.Json ? JsonSerializer.Serialize(list, IdentityJson.Readable.IdentityList) + "\n" : IdentityTable.Render(list, console));
        if (arguments.Output == OutputFormat.Table)
        {
            if (list.More)
            {
                console.Error.Write(string.Create(CultureInfo.InvariantCulture, $"There are more than these {list.Identities.Length}; --limit shows up to {Web.IdentityPage.MaxLimit}.\n"));
            }

            if (list.Forgotten > 0)
            {
                console.Error.Write(string.Create(CultureInfo.InvariantCulture, $"{list.Forgotten} older rows made room for newer ones: the agent remembers {Detection.TaskWatch.MaxIdentities}.\n"));
            }
        }

        return ExitCode.Ok;
    }
}
