namespace Windsock.Agent.Activity;

/// <summary>Counts of one DAG over a time. A flow event counts once per side that is a task.</summary>
internal sealed record DagFigures
{
    /// <summary>Flow events.</summary>
    public required long Flows { get; init; }

    /// <summary>Those of connections that its tasks opened.</summary>
    public required long Egress { get; init; }

    /// <summary>Those of connections to its tasks.</summary>
    public required long Ingress { get; init; }

    /// <summary>Flow events with the verdict dropped.</summary>
    public required long Drops { get; init; }

    /// <summary>Those dropped by a policy.</summary>
    public required long Denials { get; init; }

    /// <summary>DNS answers other than noerror.</summary>
    public required long DnsFailures { get; init; }

    /// <summary>HTTP answers of 400 and above.</summary>
    public required long HttpErrors { get; init; }

    /// <summary>Destinations that are new, as the rule new_destination found.</summary>
    public required long NewPlaces { get; init; }

    /// <summary>Tries that ended and failed.</summary>
    public required long FailedTries { get; init; }
}
