using System.Collections.Immutable;
using Windsock.Agent.Simulation.Reconciliation.Diagnoses;

namespace Windsock.Agent.Simulation.Reconciliation;

/// <summary>What the agent says against what really happened.</summary>
/// <param name="Equations">In the order of the data path.</param>
/// <param name="Diagnoses">Of the tries that failed.</param>
internal sealed record ReconciliationReport(ImmutableArray<Equation> Equations, DiagnosisReport Diagnoses)
{
    public bool Holds => !Equations.IsEmpty && Equations.All(equation => equation.Holds) && Diagnoses.Holds;

    public int OffCount => Equations.Count(equation => !equation.Holds);
}
