namespace Windsock.Detection.Guardrails;

/// <summary>Why a guardrail could not say whether it was kept, one closed set: the label <c>reason</c>.</summary>
internal enum UnjudgedReason : byte
{
    /// <summary>Nothing is known of the peer.</summary>
    PeerUnknown,

    /// <summary>The clause is a DNS name, and the peer is known as a place only: the task's look-up was not seen.</summary>
    NoDnsName,

    /// <summary>The clause is a block of addresses, and the peer is known by another name.</summary>
    NoAddress,

    /// <summary>The peer is known as a block that the clause covers in part.</summary>
    WiderBlock,

    /// <summary>The clause names ports, and the connection has none.</summary>
    NoPort,

    /// <summary>The clause names a service and the peer is known as the workload behind one, or the other way round.</summary>
    OtherName,

    /// <summary>A service beside the task of which no pod was seen: it may be Airflow's.</summary>
    OwnerUnknown,

    /// <summary>The pod's service account is not known.</summary>
    NoServiceAccount,

    /// <summary>The guardrail asks for tags, and Airflow did not tell them.</summary>
    TagsUnknown,
}
