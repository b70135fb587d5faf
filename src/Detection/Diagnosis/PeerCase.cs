using System.Collections.Immutable;
using Windsock.Detection.Tries.Ledgers;
using Windsock.Model.Connections;
using Windsock.Model.Flows;
using Windsock.Model.Identity;

namespace Windsock.Detection.Diagnosis;

/// <summary>What is known of one peer of a try that failed. Immutable.</summary>
internal sealed record PeerCase
{
    private const ushort DnsPort = 53;

    public required PeerKey Key { get; init; }

    /// <summary>Connections by <see cref="ConnectionOutcome"/>, at its index.</summary>
    public required ImmutableArray<int> Outcomes { get; init; }

    /// <summary>In order of time, the newest few.</summary>
    public ImmutableArray<FailedAttempt> Failures { get; init; } = [];

    /// <summary>Missing when no connection came about.</summary>
    public Instant LastEstablishedAt { get; init; }

    /// <summary>HTTP status codes from 400 on.</summary>
    public ImmutableArray<AnswerTally> BadAnswers { get; init; } = [];

    /// <summary>Missing when no request went well.</summary>
    public Instant LastGoodAnswerAt { get; init; }

    /// <summary>Failed calls as mesh proxies told them.</summary>
    public ImmutableArray<MeshTally> MeshFailures { get; init; } = [];

    /// <inheritdoc cref="PeerLedger.FirstDropAt"/>
    public Instant FirstDropAt { get; init; }

    public Instant LastDropAt { get; init; }

    /// <inheritdoc cref="PeerLedger.HasOnlyPolicyDrops"/>
    public bool HasOnlyPolicyDrops { get; init; } = true;

    /// <inheritdoc cref="PeerLedger.FrontendRefusals"/>
    public bool IsRefusedByService { get; init; }

    /// <inheritdoc cref="PeerLedger.IsAirflow"/>
    public bool IsAirflow { get; init; }

    /// <inheritdoc cref="PeerLedger.Labels"/>
    public ImmutableArray<string> Labels { get; init; } = [];

    public bool IsDns => Key.Port == DnsPort;

    /// <summary>A peer whose connections show that the task does its work: not Airflow itself, not the API server, not DNS, which go on
    /// whatever happens.</summary>
    public bool IsWork => Key is { Direction: TrafficDirection.Egress } && !IsDns && !IsAirflow
        && Key is not { Kind: PeerKind.Entity, Name: "kube-apiserver" };

    public bool HasHttp => !LastGoodAnswerAt.IsMissing || BadAnswers.Length > 0;

    public int Count(ConnectionOutcome outcome) => Outcomes[(int)outcome];

    public static PeerCase Of(PeerLedger ledger) => new()
    {
        Key = ledger.Key,
        Outcomes = [.. ledger.Outcomes],
        Failures = [.. ledger.Failures],
        LastEstablishedAt = ledger.LastEstablishedAt,
        BadAnswers = [.. ledger.BadAnswers],
        LastGoodAnswerAt = ledger.LastGoodAnswerAt,
        MeshFailures = [.. ledger.MeshFailures],
        FirstDropAt = ledger.FirstDropAt,
        LastDropAt = ledger.LastDropAt,
        HasOnlyPolicyDrops = ledger.HasOnlyPolicyDrops,
        IsRefusedByService = ledger.FrontendRefusals > 0,
        IsAirflow = ledger.IsAirflow,
        Labels = ledger.Labels,
    };
}
