using System.Collections.Immutable;

namespace Windsock.Agent.Simulation.World.Platform;

/// <summary>A claim, a composite or a managed resource at one moment.</summary>
/// <param name="Namespace">Empty when its type has none.</param>
internal sealed record CrossplaneResource(ResourceType Type, string Namespace, string Name, string Uid, DateTimeOffset CreatedAt)
{
    /// <summary>The composite of a claim, the managed resource of a composite; null while there is none.</summary>
    public (ResourceType Type, string Name)? Child { get; init; }

    /// <summary>What controls it; null for a claim, and for the composite of a claim.</summary>
    public CrossplaneResource? Controller { get; init; }

    /// <summary>The claim that it is for; null for the claim itself.</summary>
    public (string Namespace, string Name)? Claim { get; init; }

    /// <summary>Its root composite; empty for a claim.</summary>
    public string Composite { get; init; } = "";

    public ImmutableArray<TrueCondition> Conditions { get; init; } = [];

    public ImmutableSortedDictionary<string, string> Annotations { get; init; } = ImmutableSortedDictionary<string, string>.Empty;

    /// <summary>Who wrote its first fields.</summary>
    public string FirstManager { get; init; } = "";

    public DateTimeOffset? DeletionAt { get; init; }

    /// <summary>A condition of a type replaces the one there was; its time changes with its status alone.</summary>
    public CrossplaneResource With(TrueCondition condition)
    {
        var before = Conditions.FirstOrDefault(one => one.Type == condition.Type);
        var now = before is not null && before.IsTrue == condition.IsTrue ? condition with { ChangedAt = before.ChangedAt } : condition;
        return this with { Conditions = before is null ? Conditions.Add(now) : Conditions.Replace(before, now) };
    }
}

/// <param name="Type"><c>Synced</c> or <c>Ready</c>.</param>
internal sealed record TrueCondition(string Type, bool IsTrue, string Reason, string Message, DateTimeOffset ChangedAt);
