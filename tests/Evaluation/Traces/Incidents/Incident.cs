using System.Collections.Immutable;
using Windsock.Model.Flows;

namespace Windsock.Evaluation.Traces.Incidents;

/// <summary>Something that really was wrong in the simulated cluster, written down before any of it was made into events.</summary>
internal sealed class Incident
{
    /// <summary>One of <see cref="Rules"/>: the rule that ought to find it.</summary>
    public required string Rule { get; init; }

    /// <summary>Kubernetes namespace; empty for what has none.</summary>
    public required string Namespace { get; init; }

    /// <summary>DAGs that an alert about it may name: one, or both of two that share an identity. Empty when it is about none.</summary>
    public required ImmutableArray<string> DagIds { get; init; }

    /// <summary>Empty when it is about a whole DAG, or about none.</summary>
    public string TaskId { get; init; } = "";

    /// <summary>Pod, service account or source that it may also go by.</summary>
    public ImmutableArray<string> Names { get; init; } = [];

    /// <summary>Stable name of the peer, empty when there is none.</summary>
    public string Peer { get; init; } = "";

    /// <summary>One sentence for whoever reads the list.</summary>
    public required string What { get; init; }

    /// <summary>Rules whose word about the same subject at the same time is true as well, though this is not the incident they are
    /// measured by: who scans a network also has new destinations. Counted neither for nor against.</summary>
    public ImmutableArray<string> AlsoTrue { get; init; } = [];

    /// <summary>When the first of it happened; missing as long as none has.</summary>
    public Instant Start { get; set; } = Instant.Missing;

    /// <summary>When the last of it happened.</summary>
    public Instant End { get; set; } = Instant.Missing;

    /// <summary>Tries in which it happened; 0 when it is not about tries.</summary>
    public int Tries { get; set; }

    /// <summary>Of them, those that failed.</summary>
    public int FailedTries { get; set; }

    public void Happened(Instant from, Instant until)
    {
        Start = Start.IsMissing || from < Start ? from : Start;
        End = until > End ? until : End;
    }
}
