using Windsock.Agent.Simulation.World;

namespace Windsock.Agent.Simulation.Receiver;

/// <summary>One alert of a message: a rule, and one subject that it is about.</summary>
/// <param name="Summary">One sentence.</param>
internal sealed record ReceivedMember(string Rule, IncidentSubject Subject, string Summary);
