using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using Windsock.Agent.Cli;
using Windsock.Exporter.AuditTrail;
using Windsock.Exporter.AuditTrail.Querying;

namespace Windsock.Agent.AuditTrail;

/// <summary><c>windsock audit query</c>: who did what, when, through which run, as which identity.</summary>
internal static class AuditQueryVerb
{
    public static Task<int> RunAsync(AuditQueryArguments arguments, CliConsole console, CancellationToken stop)
    {
        var search = new TrailSearch(TrailPlaces.Open(arguments.Directory));
        var (newest, found) = (new Queue<TrailRow>(), 0L);
        try
        {
            search.Run(arguments.Query, Take, stop);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new CommandFailure(failure.Message, inner: failure);
        }

        if (newest.Count > 0)
        {
            console.Out.Write(Table([.. newest], console));
        }

        Say(search, found, newest.Count, arguments, console);
        return Task.FromResult(found > 0 ? ExitCode.Ok : ExitCode.NothingFound);

        void Take(TrailRow row, ReadOnlyMemory<byte> line)
        {
            found++;
            if (arguments.Output == OutputFormat.Json)
            {
                console.Out.Write(Encoding.UTF8.GetString(line.Span));
                console.Out.Write('\n');
                return;
            }

            newest.Enqueue(row);
            if (newest.Count > arguments.Limit)
            {
                newest.Dequeue();
            }
        }
    }

    private static void Say(TrailSearch search, long found, int shown, AuditQueryArguments arguments, CliConsole console)
    {
        if (search.Files == 0)
        {
            throw new CommandFailure($"{arguments.Directory} holds no audit trail; platform.trail.directory of the agent's configuration says where it is");
        }

        if (search.Unreadable > 0)
        {
            console.Error.WriteLine(string.Create(CultureInfo.InvariantCulture, $"windsock: {search.Unreadable} lines are no records; 'windsock audit verify' says which"));
        }

        if (found == 0)
        {
            console.Error.WriteLine("windsock: no record fits");
        }
        else if (arguments.Output == OutputFormat.Table && found > shown)
        {
            console.Error.WriteLine(string.Create(CultureInfo.InvariantCulture, $"windsock: the newest {shown} of {found} records; --limit shows more, -o json all"));
        }
    }

    private static string Table(ImmutableArray<TrailRow> rows, CliConsole console) => ColumnTable.Render(
        [
            new("TIME", row => TimeOf(row.Time), ColumnKind.Name),
            new("WHO", WhoOf, ColumnKind.Name),
            new("RUN", row => row.Run, ColumnKind.Name),
            new("AS", IdentityOf, ColumnKind.Detail),
            new("WHAT", WhatOf, ColumnKind.Detail),
            new("OUTCOME", row => row.Outcome, ColumnKind.Name),
            new("SURE", row => row.Certainty, ColumnKind.Detail),
            new("WHY", row => row.Message.Length > 0 ? row.Message : row.Cause, ColumnKind.Prose),
        ],
        rows,
        console.Width,
        console.HasColour);

    /// <summary>To the second; the records have all digits.</summary>
    private static string TimeOf(string time) => time.Length > 20 && time[19] == '.' ? time[..19] + "Z" : time;

    private static string WhoOf(TrailRow row)
    {
        if (row.Dag.Length == 0)
        {
            return row.Component.Length > 0 ? row.Component : row.Username.Length > 0 ? "unknown" : "windsock";
        }

        var task = row.Task.Length > 0 ? $"{row.Dag}.{row.Task}" : row.Dag;
        return (row.Try, row.MapIndex) switch
        {
            (0, _) => task,
            (var number, < 0) => string.Create(CultureInfo.InvariantCulture, $"{task} try {number}"),
            var (number, index) => string.Create(CultureInfo.InvariantCulture, $"{task}[{index}] try {number}"),
        };
    }

    private static string IdentityOf(TrailRow row)
    {
        var identity = row.ServiceAccount.Length > 0 ? row.ServiceAccount : row.Username.Length > 0 ? row.Username : row.CloudPrincipal;
        return row.Impersonated.Length > 0 ? $"{row.Impersonated} (by {identity})" : identity;
    }

    private static string WhatOf(TrailRow row) =>
        string.Join(' ', new[] { row.Kind is "action" or "denial" or "moment" ? row.System : row.Kind, row.Verb, row.Target }.Where(word => word.Length > 0));
}
