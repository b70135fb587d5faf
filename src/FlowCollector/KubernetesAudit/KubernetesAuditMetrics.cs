using System.Collections.Immutable;
using Windsock.FlowCollector.KubernetesAudit.Port;
using Windsock.Model.Metrics;

namespace Windsock.FlowCollector.KubernetesAudit;

/// <summary>What comes to the audit port, and what it turns away before anybody reads it. What became of events is in the ledger of the source.</summary>
internal sealed class KubernetesAuditMetrics(AuditCounts counts, AuditDelivery delivery) : IMetricSource
{
    private static readonly ImmutableArray<string> Outcomes = ["taken", "full", "busy", "refused", "undecided", "unknown", "broken"];
    private static readonly ImmutableArray<string> Reasons = ["stage", "user", "reader", "resource", "non_resource", "other"];

    private static readonly MetricFamily Requests = new(
        "audit_requests_total", MetricKind.Counter, "Requests to the audit port by how they ended: taken, asked to come again (full, busy, undecided), refused, to an unknown path, or broken off.", ["outcome"])
    {
        ClosedValues = Closed("outcome", Outcomes),
    };

    private static readonly MetricFamily Running = new("audit_requests_running", MetricKind.Gauge, "Requests to the audit port that are under way.", []);
    private static readonly MetricFamily Bytes = new("audit_request_bytes_total", MetricKind.Counter, "Bytes of the bodies of requests to the audit port, as they came.", []) { Unit = "bytes" };

    private static readonly MetricFamily Refusals = new(
        "audit_sender_refusals_total", MetricKind.Counter, "Senders that the audit port refused: they showed no credential, or a wrong one.", ["reason"])
    {
        ClosedValues = Closed("reason", ["none_shown", "wrong"]),
    };

    private static readonly MetricFamily Ignored = new("audit_ignored_total", MetricKind.Counter, "Audit events of which nothing is wanted, by reason; the sum is in platform_source_events_total.", ["reason"])
    {
        ClosedValues = Closed("reason", Reasons),
    };

    private static readonly MetricFamily Cut = new("audit_cut_total", MetricKind.Counter, "Bodies whose end was lost because they are over the limit, and events that were kept in part.", ["what"])
    {
        ClosedValues = Closed("what", ["body", "event"]),
    };

    private static readonly MetricFamily Remembered = new("audit_remembered_events", MetricKind.Gauge, "Audit events that are remembered to find copies of them.", []);
    private static readonly MetricFamily Unusable = new("audit_certificate_failures_total", MetricKind.Counter, "Connections to the audit port that failed because a certificate file cannot be used.", []);

    public ImmutableArray<MetricFamily> Families { get; } = [Requests, Running, Bytes, Refusals, Ignored, Cut, Remembered, Unusable];

    public void Collect(IMetricCollector collector)
    {
        for (var i = 0; i < Outcomes.Length; i++)
        {
            collector.Add(Requests, counts.Requests((RequestOutcome)i).Value, Outcomes[i]);
        }

        collector.Add(Running, counts.Running);
        collector.Add(Bytes, counts.Bytes.Value);
        collector.Add(Refusals, counts.ShowedNothing.Value, "none_shown");
        collector.Add(Refusals, counts.ShowedWrong.Value, "wrong");
        for (var i = 0; i < Reasons.Length; i++)
        {
            collector.Add(Ignored, counts.Ignored((IgnoredReason)i).Value, Reasons[i]);
        }

        collector.Add(Cut, counts.CutBodies.Value, "body");
        collector.Add(Cut, counts.CutEvents.Value, "event");
        collector.Add(Remembered, delivery.Remembered);
        collector.Add(Unusable, counts.UnusableCertificates.Value);
    }

    private static ImmutableDictionary<string, ImmutableArray<string>> Closed(string label, ImmutableArray<string> values) =>
        ImmutableDictionary<string, ImmutableArray<string>>.Empty.Add(label, values);
}
