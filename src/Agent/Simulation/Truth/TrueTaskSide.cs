namespace Windsock.Agent.Simulation.Truth;

/// <summary>A task as the client (<c>egress</c>) or the server (<c>ingress</c>) of its connections.</summary>
internal sealed record TrueTaskSide(string Namespace, string DagId, string TaskId, string Direction) : IComparable<TrueTaskSide>
{
    public int CompareTo(TrueTaskSide? other) => string.CompareOrdinal(ToString(), other?.ToString());

    public override string ToString() => $"{Namespace}/{DagId}.{TaskId} {Direction}";
}
