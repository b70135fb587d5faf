using System.Collections.Immutable;
using Windsock.Model.Metrics;

namespace Windsock.Exporter.Prometheus.Platform;

/// <summary>The families counted per task from what tasks do to the platform: names, help and labels as people see them.</summary>
internal static class PlatformFamilies
{
    private static readonly string[] Identifying = ["namespace", "dag_id", "task_id"];

    public static readonly MetricFamily Actions = new(
        "platform_actions_total", MetricKind.Counter, "Requests of a task to a platform, as the platform's own records tell them. Verbs outside the list are other.", [.. Identifying, "system", "verb", "outcome"])
    {
        ClosedValues = Closed(("system", PlatformLabels.Systems), ("verb", PlatformLabels.Verbs), ("outcome", PlatformLabels.Outcomes)),
    };

    public static readonly MetricFamily Failures = new(
        "platform_failures_total", MetricKind.Counter, "Requests of a task to a platform that failed, by why: permission (the identity is known and lacks the right), missing_token, token_mismatch (a token was shown and refused), routing, capacity (throttled, or no instance free), conflict, invalid, not_found, failed (the platform's own error). Zero from a task's first request to the system.", [.. Identifying, "system", "cause"])
    {
        ClosedValues = Closed(("system", PlatformLabels.Systems), ("cause", PlatformLabels.FailureCauses)),
    };

    public static readonly MetricFamily LockWait = new(
        "terraform_lock_wait_seconds", MetricKind.Histogram, "Time from the first refusal of a Terraform state lock until a task's run got it or gave up.", [.. Identifying])
    {
        Unit = "seconds",
        Buckets = [1, 5, 15, 30, 60, 120, 300, 600, 1_800, 3_600],
    };

    public static readonly MetricFamily LockHeld = new(
        "terraform_lock_held_seconds", MetricKind.Histogram, "Time for which a task held a Terraform state lock.", [.. Identifying])
    {
        Unit = "seconds",
        Buckets = [1, 5, 15, 30, 60, 120, 300, 600, 1_800, 3_600],
    };

    public static readonly MetricFamily Ready = new(
        "crossplane_ready_seconds", MetricKind.Histogram, "Time from the creation of a claim or composite that a task caused until it was ready for the first time.", [.. Identifying])
    {
        Unit = "seconds",
        Buckets = [1, 5, 15, 30, 60, 120, 300, 600, 1_200, 1_800, 3_600],
    };

    public static readonly MetricFamily Troubles = new(
        "crossplane_troubles_total", MetricKind.Counter, "New reasons for which claims, composites and managed resources that a task caused are not in order. Zero from a task's first request about such a resource.", [.. Identifying, "cause"])
    {
        ClosedValues = Closed(("cause", PlatformLabels.TroubleCauses)),
    };

    public static readonly MetricFamily CloudCalls = new(
        "cloud_calls_total", MetricKind.Counter, "Calls of a task to a cloud, by what the host is for; the table of hosts is in the configuration (platform.cloudHosts).", [.. Identifying, "system", "kind", "outcome"])
    {
        ClosedValues = Closed(("system", PlatformLabels.Systems), ("kind", PlatformLabels.HostKinds), ("outcome", PlatformLabels.Outcomes)),
    };

    public static readonly ImmutableArray<MetricFamily> All = [Actions, Failures, LockWait, LockHeld, Ready, Troubles, CloudCalls];

    private static ImmutableDictionary<string, ImmutableArray<string>> Closed(params (string Label, ImmutableArray<string> Values)[] values) =>
        values.ToImmutableDictionary(value => value.Label, value => value.Values);
}
