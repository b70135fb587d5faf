using System.Collections.Immutable;
using System.Text.Json;
using Windsock.FlowCollector.Cluster.Watching;
using Windsock.Model.Metrics;

namespace Windsock.FlowCollector.TerraformLocks;

/// <summary>What the agent says about its sight of Terraform's locks.</summary>
/// <param name="source">Null: it is off, and there is nothing to say.</param>
internal sealed class TerraformLockMetrics(TerraformLockSource? source) : IMetricSource
{
    private static readonly ImmutableArray<string> ErrorNames = Names<WatchError>();
    private static readonly ImmutableArray<string> RelistNames = Names<RelistReason>();

    private static readonly MetricFamily Known = new("terraform_locks", MetricKind.Gauge, "Leases of Terraform's states that are known now, locked or not.", []);

    private static readonly MetricFamily Refused = new(
        "terraform_locks_refused_total", MetricKind.Counter, "Leases of Terraform's states that were not taken in because there are too many.", []);

    private static readonly MetricFamily Errors = new("terraform_lock_watch_errors_total", MetricKind.Counter, "Failed lists and watches of Terraform's Leases.", ["reason"])
    {
        ClosedValues = Closed(ErrorNames),
    };

    private static readonly MetricFamily Relists = new(
        "terraform_lock_relists_total", MetricKind.Counter, "Complete lists of Terraform's Leases, by what made them necessary.", ["reason"])
    {
        ClosedValues = Closed(RelistNames),
    };

    public ImmutableArray<MetricFamily> Families { get; } = [Known, Refused, Errors, Relists];

    public void Collect(IMetricCollector collector)
    {
        if (source is null)
        {
            return;
        }

        collector.Add(Known, source.Known);
        collector.Add(Refused, source.Refused);
        for (var error = 0; error < ErrorNames.Length; error++)
        {
            collector.Add(Errors, source.Counts.Errors((WatchError)error), ErrorNames[error]);
        }

        for (var reason = 0; reason < RelistNames.Length; reason++)
        {
            collector.Add(Relists, source.Counts.Relists((RelistReason)reason), RelistNames[reason]);
        }
    }

    private static ImmutableDictionary<string, ImmutableArray<string>> Closed(ImmutableArray<string> reasons) =>
        ImmutableDictionary<string, ImmutableArray<string>>.Empty.Add("reason", reasons);

    /// <summary>Member names in snake_case, in the order of their values.</summary>
    private static ImmutableArray<string> Names<T>()
        where T : struct, Enum =>
        [.. Enum.GetNames<T>().Select(JsonNamingPolicy.SnakeCaseLower.ConvertName)];
}
