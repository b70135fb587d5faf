using System.Collections.Immutable;
using Windsock.Model.Metrics;
using Windsock.Pipeline.Sinks;

namespace Windsock.Pipeline.Outbox;

/// <summary>The outbox as metrics. Per sink <c>accepted + restored = deliveries{outcome} + dropped{reason} + waiting</c>, where what is
/// kept at the end is an outcome; what was refused was never accepted.</summary>
internal sealed class OutboxMetrics(OutboxCounts counts, OutboxKeeper keeper, OutboxBook book, DeadLetters deadLetters) : IMetricSource
{
    private static readonly string[] States = ["durable", "in_memory"];
    private static readonly string[] Outcomes = ["delivered", "rejected", "too_old", "kept"];
    private static readonly string[] Results = ["delivered", "retryable", "rejected"];
    private static readonly string[] RefusedNames = ["queue_full", "no_room", "too_large", "duplicate", "unencodable", "shutdown"];
    private static readonly string[] DroppedNames = ["evicted_resolved", "evicted", "duplicate", "sink_gone", "shutdown"];
    private static readonly string[] WriteNames = ["written", "failed"];
    private static readonly string[] LetterNames = ["written", "failed", "no_directory"];
    private static readonly string[] DamageNames = ["torn_tail", "corrupt"];

    private static readonly MetricFamily Messages = Family("outbox_messages", MetricKind.Gauge, "Messages that wait for a sink at least: on disk, or in memory only because there is no state directory or the disk will not.", [], ("state", States));
    private static readonly MetricFamily Bytes = Family("outbox_bytes", MetricKind.Gauge, "Bytes of the outbox: of messages that wait, and of its files, in which there are acknowledged ones too.", [], ("of", ["messages", "files"])) with { Unit = "bytes" };
    private static readonly MetricFamily Accepted = Family("outbox_accepted_total", MetricKind.Counter, "Messages taken in for a sink, on disk when there is one that works.", ["sink"]);
    private static readonly MetricFamily Restored = Family("outbox_restored_total", MetricKind.Counter, "Messages for a sink that were on disk when the agent started.", ["sink"]);
    private static readonly MetricFamily Refused = Family("outbox_refused_total", MetricKind.Counter, "Messages not taken in for a sink, by reason.", ["sink"], ("reason", RefusedNames));
    private static readonly MetricFamily Dropped = Family("outbox_dropped_total", MetricKind.Counter, "Messages lost after they were taken in, by sink and reason: no room (resolved ones first), the same was there twice, the sink is not configured any more, in memory only when the agent stopped.", ["sink"], ("reason", DroppedNames));
    private static readonly MetricFamily Waiting = Family("alert_deliveries_waiting", MetricKind.Gauge, "Messages that wait for a sink or are under way to it.", ["sink"]);
    private static readonly MetricFamily Deliveries = Family("alert_deliveries_total", MetricKind.Counter, "Messages by how their delivery to a sink ended: delivered, rejected by the receiver, too old; kept for the next start when the agent stopped.", ["sink"], ("outcome", Outcomes));
    private static readonly MetricFamily Attempts = Family("alert_delivery_attempts_total", MetricKind.Counter, "Attempts to deliver a message to a sink, by result.", ["sink"], ("result", Results));
    private static readonly MetricFamily Circuit = Family("sink_circuit_open", MetricKind.Gauge, "1 while a sink is left alone after failures in a row, and probed from time to time.", ["sink"]);
    private static readonly MetricFamily Writes = Family("outbox_writes_total", MetricKind.Counter, "Writes of the outbox to its disk; what failed is tried again.", [], ("outcome", WriteNames));
    private static readonly MetricFamily Letters = Family("outbox_dead_letters_total", MetricKind.Counter, "Messages that no sink took, by whether they could be written to dead-letters.jsonl.", [], ("outcome", LetterNames));
    private static readonly MetricFamily Damaged = Family("outbox_damaged_files_total", MetricKind.Counter, "Files of the outbox that ended within a record (as after a loss of power), or were damaged otherwise.", [], ("kind", DamageNames));

    public static ImmutableArray<MetricFamily> All { get; } =
        [Messages, Bytes, Deliveries, Dropped, Waiting, Accepted, Restored, Refused, Attempts, Circuit, Writes, Letters, Damaged];

    public ImmutableArray<MetricFamily> Families => All;

    public void Collect(IMetricCollector collector)
    {
        CollectSize(collector);
        ImmutableArray<LaneLedger> all = [.. counts.Ledgers, counts.Other];
        // Read in this order, what came in is never less than what has come out.
        Each(collector, Deliveries, counts.Ledgers, Outcomes, (ledger, i) => i < 3 ? ledger.Ended((AckOutcome)(i + 1)) : ledger.Kept);
        Each(collector, Dropped, all, DroppedNames, (ledger, i) => ledger.Dropped((DroppedReason)i));
        Each(collector, Waiting, counts.Ledgers, ledger => ledger.Waiting);
        Each(collector, Accepted, counts.Ledgers, ledger => ledger.Accepted);
        Each(collector, Restored, all, ledger => ledger.Restored);
        Each(collector, Refused, counts.Ledgers, RefusedNames, (ledger, i) => ledger.Refused((RefusedReason)i));
        CollectAttempts(collector);
        Both(collector, Writes, WriteNames, counts.Commits, counts.FailedCommits);
        Both(collector, Letters, LetterNames, deadLetters.Written, deadLetters.Failed, deadLetters.NotKept);
        Both(collector, Damaged, DamageNames, counts.TornTails, counts.CorruptFiles);
    }

    private void CollectSize(IMetricCollector collector)
    {
        var inMemory = keeper.InMemory;
        collector.Add(Messages, Math.Max(0, book.Count - inMemory), States[0]);
        collector.Add(Messages, inMemory, States[1]);
        collector.Add(Bytes, book.Bytes, "messages");
        collector.Add(Bytes, keeper.DiskBytes, "files");
    }

    private void CollectAttempts(IMetricCollector collector)
    {
        for (var lane = 0; lane < counts.Ledgers.Length; lane++)
        {
            for (var i = 0; i < Results.Length; i++)
            {
                collector.Add(Attempts, counts.Attempts[lane].Of((DeliveryOutcome)i).Value, counts.Ledgers[lane].Sink, Results[i]);
            }
        }

        for (var lane = 0; lane < counts.Ledgers.Length; lane++)
        {
            collector.Add(Circuit, counts.Attempts[lane].IsCircuitOpen ? 1 : 0, counts.Ledgers[lane].Sink);
        }
    }

    private static void Each(IMetricCollector collector, MetricFamily family, ImmutableArray<LaneLedger> ledgers, Func<LaneLedger, Counter> counter)
    {
        foreach (var ledger in ledgers)
        {
            collector.Add(family, counter(ledger).Value, ledger.Sink);
        }
    }

    private static void Each(IMetricCollector collector, MetricFamily family, ImmutableArray<LaneLedger> ledgers, string[] values, Func<LaneLedger, int, Counter> counter)
    {
        foreach (var ledger in ledgers)
        {
            for (var i = 0; i < values.Length; i++)
            {
                collector.Add(family, counter(ledger, i).Value, ledger.Sink, values[i]);
            }
        }
    }

    private static void Both(IMetricCollector collector, MetricFamily family, string[] values, params ReadOnlySpan<Counter> counters)
    {
        for (var i = 0; i < values.Length; i++)
        {
            collector.Add(family, counters[i].Value, values[i]);
        }
    }

    private static MetricFamily Family(string name, MetricKind kind, string help, ImmutableArray<string> labels, params ReadOnlySpan<(string Label, string[] Values)> closed)
    {
        var values = ImmutableDictionary<string, ImmutableArray<string>>.Empty;
        foreach (var (label, names) in closed)
        {
            labels = labels.Add(label);
            values = values.Add(label, [.. names]);
        }

        return new MetricFamily(name, kind, help, labels) { ClosedValues = values };
    }
}
