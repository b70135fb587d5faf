using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using Windsock.Agent.Cli;
using Windsock.Pipeline.Accounting;

namespace Windsock.Agent.Replay;

/// <summary>Prints a summary for people: totals, then a table of DAGs, then a table of pods. Columns without a single value are
/// left out.</summary>
internal sealed class ReplayTables
{
    private const int PeersShown = 3;
    private const int NodesShown = 5;

    private readonly CliConsole _console;
    private readonly int _top;

    /// <param name="top">Rows per table; 0 for all.</param>
    public ReplayTables(CliConsole console, int top)
    {
        _console = console;
        _top = top;
    }

    public void Print(ReplaySummary summary, SourceLedger ledger)
    {
        _console.Out.Write(Totals(summary, ledger));
        if (summary.Total.Flows == 0)
        {
            _console.Out.Write("No flow was read. Is this the output of 'hubble observe -o jsonpb', or a file of Hubble's exporter?\n");
            return;
        }

        if (summary.Dags.IsEmpty)
        {
            _console.Out.Write(
                "No flow belongs to an Airflow task. With --pods FILE (kubectl get pods -A -o json) flows are tied to\n" +
                "tasks by the labels and annotations of the pods.\n\n");
        }

        PrintTable(
            "Flows of DAGs",
            summary.Dags,
            [
                new("NAMESPACE", dag => dag.Namespace, ColumnKind.Name),
                new("DAG", dag => dag.DagId, ColumnKind.Name),
                new("TASKS", dag => Number(dag.Tasks.Length), ColumnKind.Number),
            ],
            dag => dag.Tally);
        PrintTable(
            "Flows of pods",
            summary.Pods,
            [
                new("NAMESPACE", pod => pod.Namespace, ColumnKind.Name),
                new("POD", pod => pod.Name, ColumnKind.Name),
                new("AIRFLOW", pod => pod.Owner, ColumnKind.Name),
            ],
            pod => pod.Tally);
    }

    private void PrintTable<TRow>(string title, ImmutableArray<TRow> rows, ImmutableArray<Column<TRow>> names, Func<TRow, TallySummary> tallyOf)
    {
        if (rows.IsEmpty)
        {
            return;
        }

        var shown = _top > 0 ? [.. rows.Take(_top)] : rows;
        var verdicts = rows.SelectMany(row => tallyOf(row).Verdicts).Select(verdict => verdict.Name)
            .Distinct().OrderBy(VerdictOrder).ThenBy(verdict => verdict, StringComparer.Ordinal);
        ImmutableArray<Column<TRow>> columns =
        [
            .. names,
            new("FLOWS", row => Number(tallyOf(row).Flows), ColumnKind.Number),
            .. verdicts.Select(verdict => new Column<TRow>(
                verdict.ToUpperInvariant(), row => Number(CountOf(tallyOf(row).Verdicts, verdict)), ColumnKind.Number)),
            new("DROPS", row => Counts(tallyOf(row).Drops), ColumnKind.Detail),
            new("HTTP", row => Counts(tallyOf(row).HttpCodes), ColumnKind.Detail),
            new("DNS", row => Counts(tallyOf(row).DnsRcodes), ColumnKind.Detail),
            new("CLASS", row => Classes(tallyOf(row).Classes), ColumnKind.Detail),
            new("PEERS", row => Counts(tallyOf(row).Peers, PeersShown), ColumnKind.Detail),
        ];

        _console.Out.Write($"{title}\n{ColumnTable.Render(columns, shown, _console.Width)}");
        _console.Out.Write(shown.Length < rows.Length ? $"... and {Number(rows.Length - shown.Length)} more; --top 0 shows all\n\n" : "\n");
    }

    private static string Totals(ReplaySummary summary, SourceLedger ledger)
    {
        var text = new StringBuilder();
        Line("Flows", Number(summary.Total.Flows) + Times(summary));
        Line("Nodes", summary.Nodes.Length > NodesShown ? Number(summary.Nodes.Length) : string.Join(", ", summary.Nodes));
        Line("Verdicts", Counts(summary.Total.Verdicts));
        Line("Drops", Counts(summary.Total.Drops));
        Line("HTTP", Counts(summary.Total.HttpCodes));
        Line("DNS", Counts(summary.Total.DnsRcodes));
        Line("Attribution", Counts(summary.Attribution));
        Line("Not readable", ledger.Undecodable == 0 ? "" : $"{Number(ledger.Undecodable)} of {Number(ledger.Received)} messages");
        Line("Lost before", ledger.Lost == 0 ? "" : $"{Number(ledger.Lost)} flows, by Hubble's own word");
        return text.Append('\n').ToString();

        void Line(string name, string value)
        {
            if (value.Length > 0)
            {
                text.Append(name.PadRight(14)).Append(SafeText.Of(value)).Append('\n');
            }
        }
    }

    private static int VerdictOrder(string verdict) => verdict switch { "forwarded" => 0, "dropped" => 1, _ => 2 };

    private static long CountOf(ImmutableArray<NamedCount> counts, string name) => counts.FirstOrDefault(count => count.Name == name).Count;

    private static string Counts(ImmutableArray<NamedCount> counts, int most = int.MaxValue)
    {
        var text = string.Join(", ", counts.Take(most).Select(count => $"{count.Name}: {Number(count.Count)}"));
        return counts.Length > most ? $"{text}, {Number(counts.Length - most)} more" : text;
    }

    /// <summary>A single class needs no count: it is that of the row.</summary>
    private static string Classes(ImmutableArray<NamedCount> classes) => classes.Length == 1 ? classes[0].Name : Counts(classes);

    private static string Number(long number) => number.ToString("#,0", CultureInfo.InvariantCulture);

    private static string Times(ReplaySummary summary)
    {
        if (summary.First.IsMissing)
        {
            return "";
        }

        var (first, last) = (summary.First.ToDateTimeOffset(), summary.Last.ToDateTimeOffset());
        var end = last.Date == first.Date ? "HH:mm:ss" : "yyyy-MM-dd HH:mm:ss";
        return string.Create(CultureInfo.InvariantCulture, $", {first:yyyy-MM-dd HH:mm:ss} to ") + last.ToString(end, CultureInfo.InvariantCulture) + " UTC";
    }
}
