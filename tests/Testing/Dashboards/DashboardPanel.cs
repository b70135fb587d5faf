using System.Text.Json.Nodes;

namespace Windsock.Testing.Dashboards;

/// <summary>A panel, or the head of a row.</summary>
public sealed class DashboardPanel
{
    internal DashboardPanel(JsonNode json)
    {
        Json = json;
        (Id, Kind, Title) = (json["id"]!.GetValue<int>(), json["type"]!.GetValue<string>(), json["title"]!.GetValue<string>());
        Description = json["description"]?.GetValue<string>() ?? "";
        Unit = json["fieldConfig"]?["defaults"]?["unit"]?.GetValue<string>() ?? "";
        var place = json["gridPos"]!;
        (X, Y, Width, Height) = (place["x"]!.GetValue<int>(), place["y"]!.GetValue<int>(), place["w"]!.GetValue<int>(), place["h"]!.GetValue<int>());
        Queries = [.. (json["targets"]?.AsArray() ?? []).Select(query => new DashboardQuery(
            query!["refId"]!.GetValue<string>(), query["expr"]!.GetValue<string>(), query["legendFormat"]?.GetValue<string>() ?? "", query["instant"]?.GetValue<bool>() ?? false))];
        Links = [.. LinksIn(json)];
    }

    public JsonNode Json { get; }

    public int Id { get; }

    public string Kind { get; }

    public string Title { get; }

    public string Description { get; }

    public string Unit { get; }

    public int X { get; }

    public int Y { get; }

    public int Width { get; }

    public int Height { get; }

    public IReadOnlyList<DashboardQuery> Queries { get; }

    /// <summary>Addresses of its own links and of those of its fields.</summary>
    public IReadOnlyList<string> Links { get; }

    /// <summary>Colours that are fixed by the name of what they paint.</summary>
    public IEnumerable<(string Name, string Colour)> Colours =>
        from one in Json["fieldConfig"]?["overrides"]?.AsArray() ?? []
        from property in one!["properties"]!.AsArray()
        where property!["id"]!.GetValue<string>() == "color"
        select (one["matcher"]!["options"]!.GetValue<string>(), property["value"]!["fixedColor"]!.GetValue<string>());

    public bool Overlaps(DashboardPanel other) => X < other.X + other.Width && other.X < X + Width && Y < other.Y + other.Height && other.Y < Y + Height;

    internal static bool IsRow(JsonNode? json) => json!["type"]!.GetValue<string>() == "row";

    private static IEnumerable<string> LinksIn(JsonNode? json) => json switch
    {
        JsonObject entries => entries.SelectMany(entry => entry is { Key: "url", Value: JsonValue address } ? [address.GetValue<string>()] : LinksIn(entry.Value)),
        JsonArray items => items.SelectMany(LinksIn),
        _ => [],
    };
}
