using System.Collections.Immutable;
using System.Globalization;
using Windsock.Agent.Activity;
using Windsock.Agent.Cli;

namespace Windsock.Agent.Observe;

/// <summary>The table of <c>windsock top</c>.</summary>
internal static class DagTable
{
    public static string Render(DagList list, CliConsole console)
    {
        if (list.Dags.IsEmpty)
        {
            return "No flow of a task was seen yet.\n";
        }

        ImmutableArray<Column<DagDocument>> columns =
        [
            new("DAG", dag => dag.DagId, ColumnKind.Name),
            new("NAMESPACE", dag => dag.Namespace, ColumnKind.Name),
            Number("FLOWS/S", dag => Rate(dag.LastMinute.Flows, list.LastMinuteSeconds)),
            Number("EGRESS", dag => Count(dag.LastMinute.Egress)),
            Number("INGRESS", dag => Count(dag.LastMinute.Ingress)),
            Trouble("DROPS", dag => dag.LastMinute.Drops),
            Trouble("DENIED", dag => dag.LastMinute.Denials),
            Trouble("DNS ERR", dag => dag.LastMinute.DnsFailures),
            Trouble("HTTP ERR", dag => dag.LastMinute.HttpErrors),
            Trouble("NEW", dag => dag.LastMinute.NewPlaces),
            Trouble("FAILED", dag => dag.LastMinute.FailedTries),
            Number("TOTAL", dag => Count(dag.SinceStart.Flows)),
        ];
        return ColumnTable.Render(columns, list.Dags, console.Width, console.HasColour);
    }

    private static Column<DagDocument> Number(string title, Func<DagDocument, string> cell) => new(title, cell, ColumnKind.Number);

    private static Column<DagDocument> Trouble(string title, Func<DagDocument, long> count) => new(title, dag => Count(count(dag)), ColumnKind.Number)
    {
        Look = dag => count(dag) > 0 ? RenderedText.Bad : null,
    };

    private static string Rate(long flows, int seconds) => string.Create(CultureInfo.InvariantCulture, $"{(double)flows / Math.Max(1, seconds):0.0}");

    private static string Count(long count) => count.ToString(CultureInfo.InvariantCulture);
}
