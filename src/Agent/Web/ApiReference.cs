using System.Collections.Immutable;
using System.Globalization;
using System.Reflection;
using System.Text;
using System.Text.Json;
using Windsock.Agent.Activity;
using Windsock.Agent.Configuration.Schema;
using Windsock.Agent.Identities;
using Windsock.Agent.Tries;
using Windsock.Exporter.FlowLog;

namespace Windsock.Agent.Web;

/// <summary>docs/reference/api.md.</summary>
internal static class ApiReference
{
    /// <summary>An answer of <c>/api/v1/tries</c>; a test reads it.</summary>
    public const string Example = """
        {
          "tries": [
            {
              "id": "5b1d2f60c3a94e87",
              "namespace": "airflow",
              "dagId": "etl",
              "taskId": "load",
              "runId": "scheduled__2026-03-01T09:00:00+00:00",
              "tryNumber": 2,
              "mapIndex": -1,
              "result": "failed",
              "cause": "policy_denied",
              "sentence": "Its connection to data/postgres:5432 was denied by policy airflow/etl-egress 14 s before it ended.",
              "startedAt": "2026-03-01T09:30:00+00:00",
              "endedAt": "2026-03-01T09:31:14+00:00",
              "complete": true
            }
          ],
          "more": false
        }
        """;

    private const string Opening = """
        # HTTP API

        Made from the code by `make docs`; do not edit.

        The agent's pages are on `http.listen` (port 9465): plain HTTP/1.1, without authentication, GET and HEAD only but for
        `/v1/logs`, so keep the port inside the cluster. Answers are JSON in UTF-8 with keys in camelCase. Times are ISO 8601 in
        UTC. Words from closed sets are spelled as in metric labels. Within `v1` keys are added, never renamed or removed: ignore
        those you do not know.

        | Page | Answers |
        | --- | --- |
        | `/` | For people: sources, alerts, failed tries and the busiest DAGs as HTML, without scripts and outside resources. |
        | `/metrics` | Metrics for Prometheus, see [metrics.md](metrics.md). |
        | `/healthz` | 200 while the process lives. |
        | `/readyz` | 200 when flows arrive and the view of the cluster is complete, else 503; the body says why. |
        | `/api/v1/status` | The books of sources, queues, cluster view and attribution; who last read the metrics; what waits for receivers of alerts. |
        | `/api/v1/tries` | Tries of tasks, newest first. |
        | `/api/v1/tries/{id}` | The story of one try. |
        | `/api/v1/alerts` | The alerts that fire, newest first. |
        | `/api/v1/flows` | Attributed flows, those of the past and as they come, one JSON object a line. |
        | `/api/v1/dags` | What each DAG does, the busiest first. |
        | `/api/v1/identities` | As whom each DAG acts: service accounts, and what is behind them. |
        | `POST /v1/logs` | OTLP over HTTP, only with `otlp.enabled`, see [otlp.md](../guides/otlp.md). |

        Each agent knows the tries whose pods ran on its own node (all of them when `kubernetes.scope` is `cluster`). Ids, names
        and sentences are built from what pods say about themselves: escape them where you show them.

        ## Errors

        An answer other than 200 (and 503 of `/readyz`, and what `/v1/logs` answers) has this body:

        | Key | Type | Meaning |
        | --- | --- | --- |
        | `status` | number | The HTTP status. |
        | `error` | text | What is wrong: for a parameter its name, its value and what is allowed, all mistakes at once. |
        | `hint` | text | What to do about it. |

        400: a wrong parameter. 404: no such page, no such try. 405 and 413: only GET and HEAD without a body. 500: the agent's log
        says why. 503: the agent is stopping, or so far behind with its flows that it did not answer within 5 s.

        ## GET /api/v1/tries

        | Parameter | Allowed | Meaning |
        | --- | --- | --- |

        """;

    public static string Render()
    {
        var page = new StringBuilder(Opening.ReplaceLineEndings("\n"));
        foreach (var (name, allowed, meaning) in TryParameters.All)
        {
            page.Append(CultureInfo.InvariantCulture, $"| `{name}` | {allowed} | {meaning} |\n");
        }

        page.Append("\nAll parameters must hold together. An unknown one, one that is given twice or a wrong value is an error.\n\n");
        AppendKeys(page, typeof(TryList));
        page.Append("\nEach of `tries`:\n\n");
        AppendKeys(page, typeof(TrySummary));
        page.Append("\n```sh\ncurl -s 'http://127.0.0.1:9465/api/v1/tries?dag=etl&result=failed&limit=1'\n```\n\n```json\n")
            .Append(Example.ReplaceLineEndings("\n")).Append("\n```\n\n## GET /api/v1/tries/{id}\n\n");
        AppendKeys(page, typeof(TryDocument));
        foreach (var (title, part) in Parts)
        {
            page.Append(CultureInfo.InvariantCulture, $"\n{title}:\n\n");
            AppendKeys(page, part);
        }

        AppendFlows(page);
        AppendDags(page);
        AppendIdentities(page);
        return page.ToString();
    }

    private static ImmutableArray<(string Title, Type Part)> Parts { get; } =
    [
        ("Each of `causes`", typeof(CauseDocument)),
        ("`evidence`", typeof(EvidenceDocument)),
        ("Each of `pods`", typeof(PodDocument)),
        ("Each of `peers`", typeof(PeerDocument)),
        ("Each of `timeline`", typeof(EventDocument)),
    ];

    private static void AppendFlows(StringBuilder page)
    {
        page.Append("\n## GET /api/v1/flows\n\n")
            .Append("Answers `application/x-ndjson`: one record a line, of one side of one flow event. A flow between two tasks of the node makes a record of each.\n")
            .Append(CultureInfo.InvariantCulture, $"With `follow` the answer goes on until the client ends it or the agent stops; at most {FlowPage.MaxFollowers} clients follow at once (503).\n")
            .Append("A line `{\"lost\": n}` among them: so many flow events of the node, whatever their filter, were missed because the client was too slow;\n")
            .Append(CultureInfo.InvariantCulture, $"n is 0 in the one that is sent every {FlowPage.Quiet.TotalSeconds:0} s when there is nothing to tell, so that both ends notice a dead connection.\n\n")
            .Append("| Parameter | Allowed | Meaning |\n| --- | --- | --- |\n");
        foreach (var (name, allowed, meaning) in FlowParameters.All)
        {
            page.Append(CultureInfo.InvariantCulture, $"| `{name}` | {allowed} | {meaning} |\n");
        }

        page.Append(CultureInfo.InvariantCulture, $"\nNames and choices may be given up to {FlowParameters.MaxValues} times: one of them must fit. All parameters must hold together.\n\n");
        page.Append("A record; what a flow does not have is left out. The flow log writes the same:\n\n| Key | Type | Meaning |\n| --- | --- | --- |\n");
        foreach (var (field, type, meaning) in FlowFields.All)
        {
            page.Append(CultureInfo.InvariantCulture, $"| `{FlowFields.NameOf(field)}` | {type} | {meaning} |\n");
        }

        page.Append("\nWith `format=hubble` a line is a flow event as `hubble observe -o jsonpb` prints it, with the records of its sides as a list under the key `windsock`.\n");
        page.Append("\n```sh\ncurl -sN 'http://127.0.0.1:9465/api/v1/flows?dag=etl&verdict=dropped&follow=true'\n```\n");
    }

    private static void AppendDags(StringBuilder page)
    {
        page.Append("\n## GET /api/v1/dags\n\n| Parameter | Allowed | Meaning |\n| --- | --- | --- |\n")
            .Append(CultureInfo.InvariantCulture, $"| `limit` | {DagPage.Allowed} | DAGs in the answer, at most; {DagPage.DefaultLimit} when not given. |\n\n");
        AppendKeys(page, typeof(DagList));
        page.Append("\nEach of `dags`:\n\n");
        AppendKeys(page, typeof(DagDocument));
        page.Append("\n`lastMinute` and `sinceStart`:\n\n");
        AppendKeys(page, typeof(DagFigures));
    }

    private static void AppendIdentities(StringBuilder page)
    {
        page.Append("\n## GET /api/v1/identities\n\n| Parameter | Allowed | Meaning |\n| --- | --- | --- |\n");
        foreach (var (name, allowed, meaning) in IdentityPage.All)
        {
            page.Append(CultureInfo.InvariantCulture, $"| `{name}` | {allowed} | {meaning} |\n");
        }

        page.Append('\n');
        AppendKeys(page, typeof(IdentityList));
        page.Append("\nEach of `identities`:\n\n");
        AppendKeys(page, typeof(IdentityDocument));
        page.Append("\nEach of `links`:\n\n");
        AppendKeys(page, typeof(IdentityLinkDocument));
        page.Append("\nEach of `shared`:\n\n");
        AppendKeys(page, typeof(SharedIdentityDocument));
        page.Append("\n```sh\ncurl -s 'http://127.0.0.1:9465/api/v1/identities?dag=etl'\n```\n");
    }

    private static void AppendKeys(StringBuilder page, Type document)
    {
        page.Append("| Key | Type | Meaning |\n| --- | --- | --- |\n");
        foreach (var property in document.GetProperties(BindingFlags.Public | BindingFlags.Instance).OrderBy(property => property.MetadataToken))
        {
            page.Append(
                CultureInfo.InvariantCulture,
                $"| `{JsonNamingPolicy.CamelCase.ConvertName(property.Name)}` | {TypeWord(property.PropertyType)} | {XmlDocumentation.SummaryOf(property)} |\n");
        }
    }

    private static string TypeWord(Type type) => type switch
    {
        _ when Nullable.GetUnderlyingType(type) is { } value => $"{TypeWord(value)} or null",
        _ when type == typeof(string) => "text",
        _ when type == typeof(bool) => "true or false",
        _ when type == typeof(int) || type == typeof(long) => "number",
        _ when type == typeof(DateTimeOffset) => "time",
        _ when type == typeof(ImmutableArray<string>) => "list of texts",
        _ when type.IsGenericType && type.GetGenericTypeDefinition() == typeof(ImmutableArray<>) => "list of objects",
        _ when type == typeof(IReadOnlyDictionary<string, int>) => "object of numbers",
        _ => "object",
    };
}
