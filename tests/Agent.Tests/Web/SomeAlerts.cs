using System.Collections.Immutable;
using Windsock.Agent.Alerting;

namespace Windsock.Agent.Tests.Web;

/// <summary>Alerts as pages show them.</summary>
internal static class SomeAlerts
{
    private static readonly DateTimeOffset Start = new(2026, 3, 1, 9, 10, 0, TimeSpan.Zero);

    public static AlertDocument Denied { get; } = new()
    {
        Fingerprint = "0123456789abcdef",
        Rule = "egress_denied",
        Severity = "warning",
        Cause = "airflow/etl-egress",
        Summary = "Policy airflow/etl-egress denies data/postgres:5432 to 2 tasks of etl_orders.",
        Mend = "Allow it in the policy, or take the connection out of the DAG.",
        Owners = ["team-orders"],
        StartsAt = Start,
        MemberCount = 2,
        Members = [Member("etl_orders", "load"), Member("etl_orders", "transform")],
    };

    public static AlertDocument Exfiltration { get; } = Denied with
    {
        Fingerprint = "fedcba9876543210",
        Rule = "exfiltration_suspect",
        Severity = "critical",
        Summary = "train_model.fit sent 4.2 GB to files.example.net, where it never sent anything before.",
        Mend = "Ask its owner whether that is meant; if not, stop the DAG and rotate its credentials.",
        Owners = [],
        StartsAt = Start.AddMinutes(-95),
        MemberCount = 1,
        Members = [Member("train_model", "fit")],
    };

    /// <summary>Of the rule that watches the agent itself; markup where there should be a sentence.</summary>
    public static AlertDocument Hostile { get; } = Denied with
    {
        Rule = "new_destination",
        Severity = "info",
        Summary = "<script>alert(1)</script> \"quoted\" 'single' & \u202egnp",
        Mend = "<img src=x onerror=alert(1)>",
        Owners = ["<b>owner</b>"],
        Members = [Member("</li><li>", "x")],
    };

    public static AlertList List(params ImmutableArray<AlertDocument> alerts) => new() { Alerts = alerts };

    private static AlertMemberDocument Member(string dag, string task) => new()
    {
        Namespace = "airflow",
        DagId = dag,
        TaskId = task,
        Name = "",
        RunId = "",
        TryNumber = 0,
        MapIndex = -1,
        TryId = "",
        Summary = "x",
        Peer = "",
        Port = 0,
        Source = "",
        Measures = [],
        Evidence = "",
        At = Start,
    };
}
