using Windsock.Model.Identity;

namespace Windsock.Evaluation.Contestants;

/// <summary>What one DAG did in one hour, as a dashboard would count it.</summary>
internal sealed class DagHour
{
    /// <summary>At the index of <see cref="Quantity"/>.</summary>
    public long[] Values { get; } = new long[Enum.GetValues<Quantity>().Length];

    public HashSet<string> Peers { get; } = new(StringComparer.Ordinal);

    public long this[Quantity quantity]
    {
        get => quantity == Quantity.Peers ? Peers.Count : Values[(int)quantity];
        set => Values[(int)quantity] = value;
    }
}

/// <summary>What is counted.</summary>
internal enum Quantity : byte { Connections, Denials, Peers, DnsFailures, SentBytes, Forbidden, Unauthorized }

/// <summary>A DAG in its namespace.</summary>
internal sealed record DagKey(string Namespace, string DagId)
{
    public static DagKey Of(TaskKey task) => new(task.Namespace, task.DagId);
}
