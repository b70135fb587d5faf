using System.Text.Json.Nodes;

namespace Windsock.Testing.Dashboards;

/// <summary>One committed Grafana dashboard, as far as tests look at it.</summary>
public sealed class DashboardFile
{
    private DashboardFile(JsonNode json)
    {
        Json = json;
        Uid = json["uid"]!.GetValue<string>();
        Variables = [.. json["templating"]!["list"]!.AsArray().Select(one => new DashboardVariable(one!))];
        Rows = [.. json["panels"]!.AsArray().Where(DashboardPanel.IsRow).Select(row => new DashboardPanel(row!))];
        Panels = [.. json["panels"]!.AsArray()
            .SelectMany(one => DashboardPanel.IsRow(one) ? one!["panels"]!.AsArray().AsEnumerable() : [one])
            .Select(panel => new DashboardPanel(panel!))];
        Marks = [.. json["annotations"]!["list"]!.AsArray().Select(mark => mark!["expr"]!.GetValue<string>())];
    }

    public static string Folder { get; } = Path.Combine(Repository.Root, "deploy", "grafana", "dashboards");

    public static IReadOnlyList<DashboardFile> All { get; } = [.. Directory.GetFiles(Folder, "*.json").Order(StringComparer.Ordinal).Select(path => new DashboardFile(JsonNode.Parse(File.ReadAllText(path))!))];

    public JsonNode Json { get; }

    public string Uid { get; }

    public IReadOnlyList<DashboardVariable> Variables { get; }

    public IReadOnlyList<DashboardPanel> Rows { get; }

    /// <summary>Without rows; those of closed rows too.</summary>
    public IReadOnlyList<DashboardPanel> Panels { get; }

    /// <summary>Expressions of what is marked on every graph.</summary>
    public IReadOnlyList<string> Marks { get; }

    /// <summary>Every expression that it asks, of variables too, with the place it stands.</summary>
    public IEnumerable<(string Place, string Expression)> Expressions =>
    [
        .. Panels.SelectMany(panel => panel.Queries.Select(query => ($"{Uid}: {panel.Title} {query.RefId}", query.Expression))),
        .. Marks.Select(mark => ($"{Uid}: mark", mark)),
        .. Variables.Where(variable => variable.Series.Length > 0).Select(variable => ($"{Uid}: variable {variable.Name}", $"group by ({variable.Label}) ({variable.Series})")),
    ];

    /// <summary>Addresses of all its links, with the place they stand.</summary>
    public IEnumerable<(string Place, string Address)> Links => Panels.SelectMany(panel => panel.Links.Select(link => ($"{Uid}: {panel.Title}", link)));

    public static DashboardFile Of(string uid) => All.Single(dashboard => dashboard.Uid == uid);

    public override string ToString() => Uid;
}
