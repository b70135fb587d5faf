using System.Collections.Immutable;
using Windsock.Model.Flows;
using Windsock.Model.Identity;

namespace Windsock.Exporter.FlowLog;

/// <summary>What a record must be like. A list that is empty asks for nothing; of one that is not, one entry must fit. All lists must
/// hold together. Immutable.</summary>
public sealed record FlowFilter
{
    /// <summary>Fits every record.</summary>
    public static readonly FlowFilter None = new();

    public ImmutableArray<NamePattern> Namespaces { get; init; } = [];

    public ImmutableArray<NamePattern> Dags { get; init; } = [];

    public ImmutableArray<NamePattern> Tasks { get; init; } = [];

    public ImmutableArray<NamePattern> Runs { get; init; } = [];

    /// <summary>Names of the other end, as in metrics.</summary>
    public ImmutableArray<NamePattern> Peers { get; init; } = [];

    public ImmutableArray<Verdict> Verdicts { get; init; } = [];

    public ImmutableArray<TrafficDirection> Directions { get; init; } = [];

    public ImmutableArray<FlowType> Types { get; init; } = [];

    public ImmutableArray<AttributionClass> Classes { get; init; } = [];

    public bool Fits(in FlowRecord record)
    {
        // The cheap ones first.
        return Among(Verdicts, record.Flow.Verdict)
            && Among(Directions, record.Direction)
            && Among(Types, record.Flow.Type)
            && Among(Classes, record.Class)
            && FitsOwner(record)
            && AnyFits(Peers, record.Peer.Name);
    }

    private bool FitsOwner(in FlowRecord record)
    {
        if (Namespaces.IsEmpty && Dags.IsEmpty && Tasks.IsEmpty && Runs.IsEmpty)
        {
            return true;
        }

        var attempt = record.Owner?.Try;
        return AnyFits(Namespaces, record.Owner?.Namespace ?? record.LocalEnd.Namespace)
            && AnyFits(Dags, attempt?.Task.DagId ?? "")
            && AnyFits(Tasks, attempt?.Task.TaskId ?? "")
            && AnyFits(Runs, attempt?.RunId ?? "");
    }

    private static bool Among<T>(ImmutableArray<T> values, T value)
        where T : struct, Enum
    {
        if (values.IsEmpty)
        {
            return true;
        }

        foreach (var one in values)
        {
            if (EqualityComparer<T>.Default.Equals(one, value))
            {
                return true;
            }
        }

        return false;
    }

    private static bool AnyFits(ImmutableArray<NamePattern> patterns, string name)
    {
        if (patterns.IsEmpty)
        {
            return true;
        }

        foreach (var pattern in patterns)
        {
            // Who has no name, such as a component where a DAG is asked for, is not meant by "*".
            if (name.Length > 0 && pattern.Matches(name))
            {
                return true;
            }
        }

        return false;
    }
}
