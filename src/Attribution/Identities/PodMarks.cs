using System.Collections.Immutable;
using System.Globalization;
using Windsock.Model.Flows;

namespace Windsock.Attribution.Identities;

/// <summary>The part of a pod that its identity is read from; made from a pod of the view or from the labels of a flow.</summary>
internal readonly record struct PodMarks(
    string Namespace,
    string PodName,
    Workload? Controller,
    ImmutableDictionary<string, string> Labels,
    ImmutableDictionary<string, string> Annotations)
{
    /// <summary>Empty when the label is absent.</summary>
    public string Label(string key) => Labels.GetValueOrDefault(key, "");

    /// <summary>Empty when the annotation is absent.</summary>
    public string Annotation(string key) => Annotations.GetValueOrDefault(key, "");

    public bool IsTrue(string key) => Label(key).Equals("true", StringComparison.OrdinalIgnoreCase);

    public bool Has(string key) => Label(key).Length > 0;

    /// <summary>A number as Airflow writes it, <paramref name="absent"/> for anything else.</summary>
    public static int Number(string text, int absent) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : absent;
}
