using System.Collections.Immutable;

namespace Windsock.Agent.Alerting;

/// <summary>One subject of an alert.</summary>
internal sealed record AlertMemberDocument
{
    /// <summary>Kubernetes namespace; empty for what has none.</summary>
    public required string Namespace { get; init; }

    /// <summary>Empty when it is not about a DAG.</summary>
    public required string DagId { get; init; }

    /// <summary>Empty when it is about a whole DAG, or about none.</summary>
    public required string TaskId { get; init; }

    /// <summary>What it is about when no DAG; else empty.</summary>
    public required string Name { get; init; }

    /// <summary>Empty when it is not about one try.</summary>
    public required string RunId { get; init; }

    /// <summary>0 when it is not about one try.</summary>
    public required int TryNumber { get; init; }

    /// <summary>-1 for a task that is not mapped.</summary>
    public required int MapIndex { get; init; }

    /// <summary>For <c>/api/v1/tries/{id}</c>; empty when it is not about one try.</summary>
    public required string TryId { get; init; }

    /// <summary>One sentence.</summary>
    public required string Summary { get; init; }

    /// <summary>Stable name of the peer; empty when there is none.</summary>
    public required string Peer { get; init; }

    /// <summary>0 when it does not apply.</summary>
    public required int Port { get; init; }

    /// <summary>File and line of the guardrail; empty for other rules.</summary>
    public required string Source { get; init; }

    /// <summary>What moved against what is usual: <c>connections: 412 connections (usual 9 to 14 over 23 tries)</c>.</summary>
    public required ImmutableArray<string> Measures { get; init; }

    /// <summary>How complete the evidence is.</summary>
    public required string Evidence { get; init; }

    /// <summary>When it was found last.</summary>
    public required DateTimeOffset At { get; init; }
}
