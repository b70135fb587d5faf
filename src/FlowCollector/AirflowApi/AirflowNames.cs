using System.Collections.Immutable;

namespace Windsock.FlowCollector.AirflowApi;

/// <summary>Owners or tags, each once, in Airflow's order; bounded in number and length.</summary>
internal sealed record AirflowNames(ImmutableArray<string> Values)
{
    public static readonly AirflowNames None = new([]);
}
