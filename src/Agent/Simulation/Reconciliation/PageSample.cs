using System.Collections.Immutable;
using Windsock.Agent.Simulation.Truth;

namespace Windsock.Agent.Simulation.Reconciliation;

/// <summary>One line of a metrics page.</summary>
internal sealed record PageSample(string Name, ImmutableSortedDictionary<string, string> Labels, double Value)
{
    public string this[string label] => Labels.GetValueOrDefault(label, "");

    public TrueSeries Series => TrueSeries.Of(Name, Labels.Select(label => (label.Key, label.Value)));
}
