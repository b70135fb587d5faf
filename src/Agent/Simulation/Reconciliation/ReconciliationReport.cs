using System.Collections.Immutable;

namespace Windsock.Agent.Simulation.Reconciliation;

/// <summary>All equations, in the order of the data path.</summary>
internal sealed record ReconciliationReport(ImmutableArray<Equation> Equations)
{
    public bool Holds => !Equations.IsEmpty && Equations.All(equation => equation.Holds);

    public int OffCount => Equations.Count(equation => !equation.Holds);
}
