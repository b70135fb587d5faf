using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace Windsock.Testing.Dashboards;

/// <summary>A variable at the top of a dashboard.</summary>
public sealed partial class DashboardVariable
{
    internal DashboardVariable(JsonNode json)
    {
        Name = json["name"]!.GetValue<string>();
        IsEverything = json["includeAll"]!.GetValue<bool>();
        var query = json["query"] is JsonObject asked ? LabelValues().Match(asked["query"]!.GetValue<string>()) : Match.Empty;
        (Series, Label) = (query.Groups["series"].Value, query.Groups["label"].Value);
    }

    public string Name { get; }

    /// <summary>Everything can be selected at once, and is at first.</summary>
    public bool IsEverything { get; }

    /// <summary>The selector that its values come from; empty when they come from elsewhere.</summary>
    public string Series { get; }

    public string Label { get; }

    [GeneratedRegex(@"^label_values\((?<series>.+), (?<label>\w+)\)$")]
    private static partial Regex LabelValues();
}
