using System.Collections.Immutable;

namespace Windsock.Exporter.Alerts.Alertmanager;

/// <summary>A label that every alert gets, written <c>name=value</c>.</summary>
internal readonly record struct ExternalLabel(string Name, string Value)
{
    private static readonly ImmutableHashSet<string> Own = ["alertname", "rule", "severity", "namespace", "dag_id", "task_id", "subject", "cause"];

    /// <summary>False: no name that Prometheus takes, one that alerts have of themselves, or no value.</summary>
    public static bool TryParse(string text, out ExternalLabel label)
    {
        var at = text.IndexOf('=', StringComparison.Ordinal);
        label = at < 0 ? default : new ExternalLabel(text[..at], text[(at + 1)..]);
        return at > 0 && IsName(label.Name) && !Own.Contains(label.Name)
            && label.Value.Length is > 0 and <= AlertLabels.MaxLabel && AlertLabels.Value(label.Value) == label.Value;
    }

    private static bool IsName(string name) =>
        !char.IsAsciiDigit(name[0]) && !name.StartsWith("__", StringComparison.Ordinal) && name.All(letter => char.IsAsciiLetterOrDigit(letter) || letter == '_');
}
