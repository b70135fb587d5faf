using System.Text.Json;
using Windsock.Exporter.Prometheus.Cardinality;

namespace Windsock.Agent.Cardinality;

/// <summary>Public spelling of what numbers rest on.</summary>
internal static class CardinalityWords
{
    public static string Of(ForecastBasis basis) => JsonNamingPolicy.SnakeCaseLower.ConvertName(basis.ToString());
}
