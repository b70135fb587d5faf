using System.Collections.Immutable;
using Windsock.Model.Flows;
using Windsock.Model.Sources;

namespace Windsock.FlowCollector.Hubble.Probing;

/// <summary>What a Hubble server sent within a few seconds: first what it still had, then what happened.</summary>
/// <param name="Flows">At most <see cref="HubbleProbe.MaxFlows"/>.</param>
/// <param name="Lost">Events that the server says it lost before it could send them, by where.</param>
/// <param name="Lag">How long after their own time the flows came that happened meanwhile, the quickest of them; below zero when the
/// server's clock is ahead of ours. Null when none happened.</param>
/// <param name="Undecodable">Messages that are no flow this program can read.</param>
public sealed record FlowSample(ImmutableArray<Flow> Flows, ImmutableDictionary<LossReason, long> Lost, TimeSpan? Lag, long Undecodable);
