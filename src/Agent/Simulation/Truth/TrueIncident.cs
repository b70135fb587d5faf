using Windsock.Agent.Simulation.World;

namespace Windsock.Agent.Simulation.Truth;

/// <summary>Something that somebody ought to be told of, once.</summary>
/// <param name="Rule">The rule whose alert it is.</param>
/// <param name="Peer">To whom; empty when there is none.</param>
/// <param name="StruckAt">When it began, for the first time.</param>
/// <param name="EvidentAt">From when on all was there that it takes to find it.</param>
internal sealed record TrueIncident(string Rule, IncidentSubject Subject, string Peer, TimeSpan StruckAt, TimeSpan EvidentAt);
