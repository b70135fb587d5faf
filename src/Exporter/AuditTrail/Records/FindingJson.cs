using System.Text.Json;
using Windsock.Model.Findings;

namespace Windsock.Exporter.AuditTrail.Records;

/// <summary>What a rule found, with its evidence, and what is over.</summary>
internal static class FindingJson
{
    public static void Write(Utf8JsonWriter json, Finding finding)
    {
        WriteSubject(json, finding.Rule, finding.Subject);
        json.Who(finding.Try);
        json.WriteString("severity", FindingNames.Of(finding.Severity));
        json.WriteString("cause", finding.Cause);
        json.WriteString("message", finding.Summary);
        json.WriteString("evidence", finding.Evidence);
        json.WriteBoolean("complete", finding.IsComplete);
        if (!finding.Measures.IsDefaultOrEmpty)
        {
            json.WriteStartArray("measures");
            foreach (var measure in finding.Measures)
            {
                json.WriteStartObject();
                json.WriteString("name", measure.Name);
                json.WriteString("seen", measure.Seen);
                json.Text("usual", measure.Usual);
                json.WriteEndObject();
            }

            json.WriteEndArray();
        }

        json.Text("peer", finding.Peer);
        json.Text("guardrail", finding.Source);
        json.Text("tryId", finding.TryId);
        json.Time("since", finding.Since);
        json.Time("at", finding.At);
        json.Text("traceId", finding.TraceId);
    }

    public static void Write(Utf8JsonWriter json, AllClear clear)
    {
        WriteSubject(json, clear.Rule, clear.Subject);
        json.Text("cause", clear.Cause ?? "");
        json.Time("at", clear.At);
    }

    private static void WriteSubject(Utf8JsonWriter json, string rule, FindingSubject subject)
    {
        json.WriteString("rule", rule);
        json.WriteStartObject("subject");
        json.Text("namespace", subject.Namespace);
        json.Text("dag", subject.DagId);
        json.Text("task", subject.TaskId);
        json.Text("name", subject.Name);
        json.WriteEndObject();
    }
}
