using System.Text.Json.Nodes;

namespace Windsock.EndToEnd.Tests.Demo;

/// <summary>How often one cause was true, told, and both.</summary>
internal sealed record CauseCount(string Cause, int True, int Told, int Right)
{
    public double Recall => True == 0 ? 1 : (double)Right / True;

    public double Precision => Told == 0 ? 1 : (double)Right / Told;

    public static CauseCount Of(JsonNode? node) => new(
        node!["cause"]!.GetValue<string>(), node["true"]!.GetValue<int>(), node["told"]!.GetValue<int>(), node["right"]!.GetValue<int>());

    public static IReadOnlyList<CauseCount> Sum(IEnumerable<CauseCount> counts) =>
    [
        .. counts.GroupBy(one => one.Cause, StringComparer.Ordinal)
            .Select(of => new CauseCount(of.Key, of.Sum(one => one.True), of.Sum(one => one.Told), of.Sum(one => one.Right)))
            .OrderBy(one => one.Cause, StringComparer.Ordinal),
    ];
}
