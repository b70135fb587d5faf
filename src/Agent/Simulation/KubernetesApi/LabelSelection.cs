using System.Collections.Immutable;

namespace Windsock.Agent.Simulation.KubernetesApi;

/// <summary>A label selector of the forms <c>a=b</c>, <c>a==b</c>, <c>a!=b</c>, <c>a</c> and <c>!a</c>, separated by commas.</summary>
internal sealed class LabelSelection
{
    private readonly ImmutableArray<(string Label, string? Value, bool IsMet)> _conditions;

    private LabelSelection(ImmutableArray<(string Label, string? Value, bool IsMet)> conditions) => _conditions = conditions;

    public static LabelSelection Parse(string selector)
    {
        var conditions = ImmutableArray.CreateBuilder<(string, string?, bool)>();
        foreach (var part in selector.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            var sides = part.Split(["!=", "==", "="], 2, StringSplitOptions.None);
            conditions.Add(sides.Length > 1
                ? (sides[0], sides[1], !part.Contains("!=", StringComparison.Ordinal))
                : (part.TrimStart('!'), null, !part.StartsWith('!')));
        }

        return new LabelSelection(conditions.ToImmutable());
    }

    public bool Takes(StoredObject candidate) => _conditions.IsEmpty || _conditions.All(condition =>
    {
        var label = candidate.Json["metadata"]!["labels"]?[condition.Label]?.GetValue<string>();
        return (condition.Value is null ? label is not null : label == condition.Value) == condition.IsMet;
    });
}
