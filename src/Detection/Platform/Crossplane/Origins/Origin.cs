using Windsock.Model.Identity;

namespace Windsock.Detection.Platform.Crossplane.Origins;

/// <summary>The try that made a resource.</summary>
internal sealed record Origin(TaskTry Try, OriginEvidence Evidence)
{
    public string Words => Evidence switch
    {
        OriginEvidence.Record => "complete: the API server's record of the request that made it",
        OriginEvidence.InferredRecord => "inferred: the API server's record of the request that made it, whose caller is inferred",
        _ => "inferred: its own annotations say who made it",
    };
}

/// <summary>What says so, best first.</summary>
internal enum OriginEvidence : byte
{
    Record,

    /// <summary>The same, but whose request it was is inferred.</summary>
    InferredRecord,

    /// <summary>Annotations of the resource: a claim, believed only of a DAG that was seen.</summary>
    Marks,
}
