namespace Windsock.Agent.Cli;

/// <summary>How flows are printed.</summary>
internal enum FlowOutput : byte
{
    Compact,
    Table,

    /// <summary>The records of <c>/api/v1/flows</c>, one a line.</summary>
    Json,

    /// <summary>Hubble's own JSON, one flow event a line.</summary>
    Jsonpb,
}
