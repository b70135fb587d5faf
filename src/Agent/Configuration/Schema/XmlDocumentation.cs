using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Reflection;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace Windsock.Agent.Configuration.Schema;

/// <summary>Summaries that stand at properties in the code, from the documentation files beside the assemblies. Options classes of
/// plug-ins explain themselves there; the reference page takes their words. Empty where there is no file: only the page needs it.</summary>
internal static partial class XmlDocumentation
{
    private static readonly ConcurrentDictionary<Assembly, ImmutableDictionary<string, string>> Summaries = new();

    public static string SummaryOf(PropertyInfo property) =>
        Summaries.GetOrAdd(property.DeclaringType!.Assembly, Read)
            .GetValueOrDefault($"P:{property.DeclaringType.FullName!.Replace('+', '.')}.{property.Name}", "");

    /// <summary>Plain words with Markdown's code marks.</summary>
    public static string Words(XElement summary)
    {
        var text = new StringBuilder();
        foreach (var node in summary.Nodes())
        {
            text.Append(node switch
            {
                XText words => words.Value,
                XElement { Name.LocalName: "see" } see => $"`{KeyOf(see.Attribute("cref")?.Value ?? "")}`",
                XElement { Name.LocalName: "c" } code => $"`{code.Value}`",
                XElement other => Words(other),
                _ => "",
            });
        }

        return Spaces().Replace(text.ToString(), " ").Trim();
    }

    private static ImmutableDictionary<string, string> Read(Assembly assembly)
    {
        var file = Path.Combine(AppContext.BaseDirectory, $"{assembly.GetName().Name}.xml");
        if (!File.Exists(file))
        {
            return ImmutableDictionary<string, string>.Empty;
        }

        return XDocument.Load(file).Descendants("member")
            .Where(member => member.Attribute("name") is not null && member.Element("summary") is not null)
            .GroupBy(member => member.Attribute("name")!.Value, StringComparer.Ordinal)
            .ToImmutableDictionary(group => group.Key, group => Words(group.First().Element("summary")!), StringComparer.Ordinal);
    }

    /// <summary>Properties and enum values are shown as they are written in the file, other names as they are.</summary>
    private static string KeyOf(string cref)
    {
        var name = cref[(cref.LastIndexOfAny(['.', ':']) + 1)..];
        return cref is ['P' or 'F', ':', ..] ? JsonNamingPolicy.CamelCase.ConvertName(name) : name;
    }

    [GeneratedRegex(@"\s+")]
    private static partial Regex Spaces();
}
