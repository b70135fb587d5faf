using System.Collections.Immutable;
using Windsock.Model.Metrics;
using Windsock.Pipeline.Sinks;

namespace Windsock.Pipeline.Outbox;

/// <summary>Attempts of one sink, by their result.</summary>
internal sealed class AttemptCounts
{
    private readonly ImmutableArray<Counter> _results = [.. Enum.GetValues<DeliveryOutcome>().Select(_ => new Counter())];
    private volatile bool _isCircuitOpen;

    public bool IsCircuitOpen
    {
        get => _isCircuitOpen;
        set => _isCircuitOpen = value;
    }

    public Counter Of(DeliveryOutcome result) => _results[(int)result];
}
