using System.Collections.Immutable;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Windsock.Model.Flows;
using Windsock.Pipeline.Accounting;

namespace Windsock.Agent.Replay;

/// <summary>Writes a summary for programs: everything, in a fixed order.</summary>
internal static class ReplayJson
{
    private static readonly JsonWriterOptions Layout = new()
    {
        Indented = true,
        NewLine = "\n",
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    public static string Render(ReplaySummary summary, SourceLedger ledger)
    {
        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream, Layout))
        {
            json.WriteStartObject();
            json.WriteNumber("received", ledger.Received);
            json.WriteNumber("undecodable", ledger.Undecodable);
            json.WriteNumber("lost", ledger.Lost);
            WriteTime(json, "first", summary.First);
            WriteTime(json, "last", summary.Last);
            json.WriteStartArray("nodes");
            foreach (var node in summary.Nodes)
            {
                json.WriteStringValue(node);
            }

            json.WriteEndArray();
            WriteTally(json, summary.Total, isSide: false);
            WriteCounts(json, "attribution", summary.Attribution);
            WriteDags(json, summary.Dags);
            WritePods(json, summary.Pods);
            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(stream.ToArray()) + "\n";
    }

    private static void WriteDags(Utf8JsonWriter json, ImmutableArray<DagSummary> dags)
    {
        json.WriteStartArray("dags");
        foreach (var dag in dags)
        {
            json.WriteStartObject();
            json.WriteString("namespace", dag.Namespace);
            json.WriteString("dagId", dag.DagId);
            WriteTally(json, dag.Tally, isSide: true);
            json.WriteStartArray("tasks");
            foreach (var task in dag.Tasks)
            {
                json.WriteStartObject();
                json.WriteString("taskId", task.TaskId);
                WriteTally(json, task.Tally, isSide: true);
                json.WriteEndObject();
            }

            json.WriteEndArray();
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void WritePods(Utf8JsonWriter json, ImmutableArray<PodSummary> pods)
    {
        json.WriteStartArray("pods");
        foreach (var pod in pods)
        {
            json.WriteStartObject();
            json.WriteString("namespace", pod.Namespace);
            json.WriteString("name", pod.Name);
            json.WriteString("airflow", pod.Owner);
            WriteTally(json, pod.Tally, isSide: true);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    /// <param name="isSide">Egress, ingress and peers mean something only from the point of view of a side.</param>
    private static void WriteTally(Utf8JsonWriter json, TallySummary tally, bool isSide)
    {
        json.WriteNumber("flows", tally.Flows);
        if (isSide)
        {
            json.WriteNumber("egress", tally.Egress);
            json.WriteNumber("ingress", tally.Ingress);
        }

        WriteCounts(json, "verdicts", tally.Verdicts);
        WriteCounts(json, "drops", tally.Drops);
        WriteCounts(json, "httpCodes", tally.HttpCodes);
        WriteCounts(json, "dnsRcodes", tally.DnsRcodes);
        WriteCounts(json, "classes", tally.Classes);
        if (isSide)
        {
            WriteCounts(json, "peers", tally.Peers);
        }
    }

    private static void WriteCounts(Utf8JsonWriter json, string name, ImmutableArray<NamedCount> counts)
    {
        json.WriteStartObject(name);
        foreach (var count in counts)
        {
            json.WriteNumber(count.Name, count.Count);
        }

        json.WriteEndObject();
    }

    private static void WriteTime(Utf8JsonWriter json, string name, Instant time)
    {
        if (time.IsMissing)
        {
            json.WriteNull(name);
        }
        else
        {
            json.WriteString(name, time.ToDateTimeOffset());
        }
    }
}
