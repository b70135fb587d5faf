using Windsock.Agent.Simulation.World;

namespace Windsock.Agent.Simulation.Reconciliation.Alerts;

/// <summary>Something that a message tells of and that was not so.</summary>
/// <param name="Summary">What was said.</param>
internal sealed record FalseAlarm(string Rule, IncidentSubject Subject, TimeSpan ArrivedAfter, int Messages, string Summary);
