using System.Collections.Immutable;

namespace Windsock.Agent.Simulation.KubernetesApi;

/// <summary>Which objects a request is about: its namespace, its field selector and its label selector.</summary>
internal sealed class ObjectSelection
{
    private readonly string _namespace;
    private readonly ImmutableArray<(string Field, string Value, bool IsEqual)> _conditions;

    private readonly LabelSelection _labels;

    private ObjectSelection(string ns, ImmutableArray<(string Field, string Value, bool IsEqual)> conditions, LabelSelection labels)
    {
        _namespace = ns;
        _conditions = conditions;
        _labels = labels;
    }

    /// <param name="ns">Empty for all namespaces.</param>
    /// <param name="fieldSelector"><c>a=b</c>, <c>a==b</c> and <c>a!=b</c>, separated by commas.</param>
    /// <param name="labelSelector">As <see cref="LabelSelection"/> reads it.</param>
    public static ObjectSelection Parse(string ns, string fieldSelector, string labelSelector = "")
    {
        var conditions = ImmutableArray.CreateBuilder<(string, string, bool)>();
        foreach (var part in fieldSelector.Split(',', StringSplitOptions.RemoveEmptyEntries))
        {
            var isEqual = !part.Contains("!=", StringComparison.Ordinal);
            var sides = part.Split(["!=", "==", "="], 2, StringSplitOptions.None);
            conditions.Add((sides[0], sides.Length > 1 ? sides[1] : "", isEqual));
        }

        return new ObjectSelection(ns, conditions.ToImmutable(), LabelSelection.Parse(labelSelector));
    }

    public bool Takes(StoredObject? candidate) =>
        candidate is not null
        && _labels.Takes(candidate)
        && (_namespace.Length == 0 || candidate.Namespace == _namespace)
        && _conditions.All(condition => (candidate.Fields.GetValueOrDefault(condition.Field) == condition.Value) == condition.IsEqual);
}
