using System.Collections.Immutable;
using Windsock.Model.Metrics;

namespace Windsock.Pipeline.Outbox;

/// <summary>Everything an outbox counts. Any thread.</summary>
internal sealed class OutboxCounts
{
    /// <param name="sinks">Their names, by their bits.</param>
    public OutboxCounts(IEnumerable<string> sinks)
    {
        Ledgers = [.. sinks.Select(sink => new LaneLedger(sink))];
        Attempts = [.. Ledgers.Select(_ => new AttemptCounts())];
    }

    public ImmutableArray<LaneLedger> Ledgers { get; }

    /// <summary>Messages on disk for sinks that are not there any more.</summary>
    public LaneLedger Other { get; } = new(LaneLedger.Other);

    public ImmutableArray<AttemptCounts> Attempts { get; }

    /// <summary>Writes that the disk took, and those it did not.</summary>
    public Counter Commits { get; } = new();

    public Counter FailedCommits { get; } = new();

    /// <summary>Files that ended within a record, and those damaged otherwise.</summary>
    public Counter TornTails { get; } = new();

    public Counter CorruptFiles { get; } = new();
}
