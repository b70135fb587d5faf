using System.Collections.Immutable;
using Windsock.Agent.Activity;
using Windsock.Agent.Alerting;
using Windsock.Agent.Tries;

namespace Windsock.Agent.Web.Home;

/// <summary>Everything that the first page shows.</summary>
/// <param name="Alerts">The worst first, as many as the page shows.</param>
/// <param name="AlertCount">Alerts that fire.</param>
/// <param name="Dags">Null: the agent was too busy to answer.</param>
/// <param name="FailedTries">Newest first; null: the agent was too busy to answer.</param>
internal sealed record HomeView(
    DateTimeOffset At, AgentStatus Status, Readiness Readiness, ImmutableArray<AlertDocument> Alerts, int AlertCount, DagList? Dags, TryList? FailedTries);
