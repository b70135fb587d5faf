using System.Text;

namespace Windsock.Agent.Simulation.Truth;

/// <summary>The name of one metric series in one spelling: family, then labels in order of their names.</summary>
internal readonly record struct TrueSeries(string Family, string Labels)
{
    public static TrueSeries Of(string family, params IEnumerable<(string Name, string Value)> labels)
    {
        var text = new StringBuilder();
        foreach (var (name, value) in labels.OrderBy(label => label.Name, StringComparer.Ordinal))
        {
            text.Append(text.Length == 0 ? "" : ",").Append(name).Append('=').Append(value);
        }

        return new TrueSeries(family, text.ToString());
    }

    /// <summary>Value of a label, empty when there is none. No id of the simulation holds a comma.</summary>
    public string this[string label]
    {
        get
        {
            var name = label + "=";
            return Labels.Split(',').FirstOrDefault(one => one.StartsWith(name, StringComparison.Ordinal))?[name.Length..] ?? "";
        }
    }

    public override string ToString() => $"{Family}{{{Labels}}}";
}
