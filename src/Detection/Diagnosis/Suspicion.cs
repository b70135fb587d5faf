using System.Collections.Immutable;
using System.Globalization;
using Windsock.Detection.Diagnosis.Actions;
using Windsock.Detection.Diagnosis.Mesh;
using Windsock.Detection.Tries;
using Windsock.Model.Connections;
using Windsock.Model.Flows;
using Windsock.Model.Tries;

namespace Windsock.Detection.Diagnosis;

/// <summary>Something that may be why a try failed, before it is weighed.</summary>
internal sealed record Suspicion
{
    public required FailureCause Cause { get; init; }

    /// <summary>Stable name of the peer, or the DNS name that was asked for.</summary>
    public required string Peer { get; init; }

    /// <summary>0 when there is none.</summary>
    public ushort Port { get; init; }

    /// <summary>Null for a DNS name.</summary>
    public PeerCase? PeerCase { get; init; }

    /// <summary>First and last sight of the trouble since the peer was last fine.</summary>
    public required Instant First { get; init; }

    public required Instant Last { get; init; }

    public required int Count { get; init; }

    /// <summary>The try kept trying.</summary>
    public bool WasRetried { get; init; }

    /// <summary>The peer never was fine in this try.</summary>
    public bool NeverWorked { get; init; }

    /// <summary>How long before the end it may have been and still be what ended the try.</summary>
    public TimeSpan Fresh { get; init; } = DiagnosisRules.FreshAnswer;

    /// <summary>What speaks against it from the start.</summary>
    public int Doubt { get; init; }

    /// <summary>At most this sure, whatever speaks for it.</summary>
    public Confidence Cap { get; init; } = Confidence.High;

    public RetryAdvice Retry { get; init; } = RetryAdvice.MayHelp;

    public ConnectionOutcome Outcome { get; init; } = ConnectionOutcome.Unknown;

    /// <summary>For a drop.</summary>
    public DropClass? Drop { get; init; }

    /// <inheritdoc cref="Connection.DroppedAt"/>
    public TrafficDirection DroppedAt { get; init; }

    /// <summary>HTTP status or DNS rcode; 0 for neither.</summary>
    public uint Code { get; init; }

    /// <summary>As a mesh proxy told it; null when none did.</summary>
    public MeshFailure? Mesh { get; init; }

    /// <summary>As the platform told it; null for what the network shows.</summary>
    public PlatformTrouble? Platform { get; init; }

    /// <inheritdoc cref="Model.Tries.Diagnosis.RequestId"/>
    public string RequestId { get; init; } = "";

    /// <inheritdoc cref="Model.Tries.Diagnosis.TraceId"/>
    public string TraceId { get; init; } = "";

    /// <summary>Policies, codes, names.</summary>
    public ImmutableArray<string> Evidence { get; init; } = [];

    /// <summary>All drops were in the first seconds of a pod and no policy was named: Cilium may only have been late.</summary>
    public bool MayBeWarmUp { get; init; }

    /// <summary>What tells this trouble from others, over all tries of a task.</summary>
    public string Habit => string.Create(CultureInfo.InvariantCulture, $"{TryWords.Of(Cause)} {Peer}:{Port}");
}
