using Windsock.Model.Cluster;
using Windsock.Model.Flows;

namespace Windsock.Attribution.Tests.Simulation;

/// <summary>What really happened to one pod, in real seconds, and the states of it that the API would show.</summary>
internal sealed class SimulatedPod
{
    public required string Uid { get; init; }

    public required string Name { get; init; }

    public required SimulatedNode Node { get; init; }

    public required IpAddress Ip { get; init; }

    public required Endpoint LocalEndpoint { get; init; }

    public required Endpoint RemoteEndpoint { get; init; }

    public required double CreatedAt { get; init; }

    /// <summary>The kubelet took it; its sandbox comes later.</summary>
    public required double StartedAt { get; init; }

    /// <summary>The address is its own from here on, to <see cref="EndedAt"/>.</summary>
    public required double NetworkAt { get; init; }

    public required double EndedAt { get; init; }

    public required double RemovedAt { get; init; }

    public PodState Pending => new()
    {
        Uid = Uid,
        Namespace = Some.Namespace,
        Name = Name,
        NodeName = Node.Name,
        Phase = PodPhase.Pending,
        CreatedAt = SimulatedNode.WholeSecond(CreatedAt),
    };

    public PodState Running => Pending with { Phase = PodPhase.Running, Ips = [Ip], StartedAt = Node.WholeSecondHere(StartedAt) };

    public PodState Finished(bool withTimes) => Running with
    {
        Phase = PodPhase.Succeeded,
        Containers = withTimes
            ? [new ContainerState("base", false, false, true, Node.WholeSecondHere(NetworkAt), Node.WholeSecondHere(EndedAt), 0, "")]
            : [],
    };
}

/// <summary>A node and how far its clock is ahead of real time, in seconds.</summary>
internal sealed record SimulatedNode(string Name, double ClockAhead)
{
    public Instant Here(double real) => Some.At(real + ClockAhead);

    public Instant WholeSecondHere(double real) => WholeSecond(real + ClockAhead);

    public static Instant WholeSecond(double seconds) => Some.At(Math.Floor(seconds));
}
