using System.Collections.Immutable;
using System.Text.Json.Serialization;
using Windsock.Pipeline.Accounting;
using Windsock.Pipeline.Queues;

namespace Windsock.Agent.Web;

/// <summary>The answer of <c>/api/v1/status</c>.</summary>
/// <param name="UptimeSeconds">Whole seconds since the start.</param>
/// <param name="Attribution">Decoded flow events by <c>kind/class</c> (<c>task/exact</c>), all combinations, in a fixed order.</param>
internal sealed record AgentStatus(
    string Version,
    string Node,
    DateTimeOffset StartedAt,
    long UptimeSeconds,
    ImmutableArray<SourceStatus> Sources,
    ImmutableArray<QueueStatus> Queues,
    ClusterStatus Cluster,
    ImmutableArray<AttributionCount> Attribution,
    TryStatus Tries)
{
    /// <summary>Null until somebody has read all metrics.</summary>
    public ScrapeStatus? LastScrape { get; init; }

    /// <summary>What tells of the platform.</summary>
    public ImmutableArray<PlatformSourceStatus> Platform { get; init; } = [];

    /// <summary>Null from an agent of an older version.</summary>
    public AlertStatus? Alerts { get; init; }
}

/// <summary>Who last read all metrics, and when.</summary>
/// <param name="UserAgent">What the reader calls itself, at most 100 characters; empty when it does not say.</param>
internal sealed record ScrapeStatus(DateTimeOffset At, string UserAgent);

/// <param name="Firing">Alerts that fire.</param>
/// <param name="WaitingDeliveries">Messages that wait for a receiver or are under way to one, once per receiver.</param>
internal sealed record AlertStatus(int Firing, long WaitingDeliveries);

/// <summary>The books of one source, see <see cref="SourceLedger"/>.</summary>
internal sealed record SourceStatus(
    string Name, bool Up, long Received, long Decoded, long Undecodable, long Duplicates, long Lost, long Gaps, long Failures, int NodesReporting, int Nodes)
{
    /// <summary>What it failed with last; empty when it never did.</summary>
    public string LastFailure { get; init; } = "";

    public static SourceStatus Of(SourceLedger ledger)
    {
        var nodes = ledger.Nodes;

        // Read once: received is then the sum of what is shown beside it, also while flows arrive.
        var (decoded, undecodable, duplicates) = (ledger.Decoded, ledger.Undecodable, ledger.Duplicates);
        return new SourceStatus(
            ledger.Source, ledger.IsUp, decoded + undecodable + duplicates, decoded, undecodable, duplicates, ledger.Lost, ledger.Gaps, ledger.Failures,
            nodes.Count(node => node.Value), nodes.Length)
        {
            LastFailure = ledger.LastFailure,
        };
    }
}

/// <summary>The books of one source of the platform, see <see cref="PlatformLedger"/>.</summary>
internal sealed record PlatformSourceStatus(string Name, bool Up, long Received, long Decoded, long Undecodable, long Duplicates, long Ignored, long Refusals, long Failures)
{
    public static PlatformSourceStatus Of(PlatformLedger ledger)
    {
        // Read once: received is then the sum of what is shown beside it, also while events arrive.
        var (decoded, undecodable, duplicates, ignored) = (ledger.Decoded, ledger.Undecodable, ledger.Duplicates, ledger.Ignored);
        return new PlatformSourceStatus(ledger.Source, ledger.IsUp, decoded + undecodable + duplicates + ignored, decoded, undecodable, duplicates, ignored, ledger.Refusals, ledger.Failures);
    }
}

/// <summary>One queue between two stages, in batches; what was abandoned in flows.</summary>
internal sealed record QueueStatus(string Name, int Entries, int Capacity, long Abandoned)
{
    public static QueueStatus Of<T>(BoundedQueue<T> queue)
        where T : class =>
        new(queue.Name, queue.Entries, queue.Capacity, queue.Abandoned);
}

/// <summary>The view of the cluster.</summary>
/// <param name="Detail">For people: what is missing and what would grant it; empty when all is well.</param>
internal sealed record ClusterStatus(ClusterViewState State, string Scope, int Pods, int Namespaces, int ServiceAccounts, string Detail);

/// <summary>How far the view of the cluster is.</summary>
internal enum ClusterViewState : byte
{
    /// <summary>Switched off; only what the flows themselves carry is known.</summary>
    [JsonStringEnumMemberName("off")]
    Off,

    /// <summary>The first list is not complete.</summary>
    [JsonStringEnumMemberName("syncing")]
    Syncing,

    [JsonStringEnumMemberName("synced")]
    Synced,

    /// <summary>The rights are missing: works like off.</summary>
    [JsonStringEnumMemberName("forbidden")]
    Forbidden,
}

internal sealed record AttributionCount(string Kind, string Class, long Flows);

/// <summary>The ledgers of tries.</summary>
/// <param name="Open">Tries that run, or have ended so lately that they are not reported yet.</param>
/// <param name="Kept">Ended tries that can be asked about.</param>
/// <param name="Capacity">Both together at most; past it the oldest make room.</param>
internal sealed record TryStatus(int Open, int Kept, int Capacity);
