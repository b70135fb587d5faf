using System.Collections.Immutable;

namespace Windsock.Agent.Alerting;

/// <summary>The answer of <c>/api/v1/alerts</c>.</summary>
internal sealed record AlertList
{
    /// <summary>Those that fire, newest first.</summary>
    public required ImmutableArray<AlertDocument> Alerts { get; init; }
}
