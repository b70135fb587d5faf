namespace Windsock.Exporter.Activity;

/// <summary>What is counted per DAG.</summary>
public enum ActivityKind : byte
{
    /// <summary>Flow events, once per side that is a task.</summary>
    Flows,

    /// <summary>Of them, those of connections that a task opened.</summary>
    Egress,

    /// <summary>Of them, those of connections to a task.</summary>
    Ingress,

    /// <summary>Dropped.</summary>
    Drops,

    /// <summary>Dropped by a policy.</summary>
    Denials,

    /// <summary>DNS answers other than <c>noerror</c>.</summary>
    DnsFailures,

    /// <summary>HTTP answers of 400 and above.</summary>
    HttpErrors,

    /// <summary>Findings of the rule <c>new_destination</c>.</summary>
    NewPlaces,

    /// <summary>Tries that ended and failed.</summary>
    FailedTries,
}
