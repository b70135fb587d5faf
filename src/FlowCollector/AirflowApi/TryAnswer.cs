using System.Collections.Immutable;

namespace Windsock.FlowCollector.AirflowApi;

/// <summary>What came of a question. State, owners and tags are empty unless it was answered; owners and tags may be empty even then.</summary>
internal readonly record struct TryAnswer(TryOutcome Outcome, string State, ImmutableArray<string> Owners, ImmutableArray<string> Tags)
{
    public static TryAnswer Without(TryOutcome outcome) => new(outcome, "", [], []);
}
