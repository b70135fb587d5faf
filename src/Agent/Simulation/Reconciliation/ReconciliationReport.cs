using System.Collections.Immutable;
using Windsock.Agent.Simulation.Reconciliation.Alerts;
using Windsock.Agent.Simulation.Reconciliation.Diagnoses;

namespace Windsock.Agent.Simulation.Reconciliation;

/// <summary>What the agent says against what really happened.</summary>
/// <param name="Equations">In the order of the data path.</param>
/// <param name="Diagnoses">Of the tries that failed.</param>
internal sealed record ReconciliationReport(ImmutableArray<Equation> Equations, DiagnosisReport Diagnoses)
{
    /// <summary>Of the incidents that there were.</summary>
    public AlertReport Alerts { get; init; } = AlertReport.Empty;

    public bool Holds => !Equations.IsEmpty && Equations.All(equation => equation.Holds) && Diagnoses.Holds && Alerts.Holds;

    public int OffCount => Equations.Count(equation => !equation.Holds);
}
