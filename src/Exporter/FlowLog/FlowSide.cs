namespace Windsock.Exporter.FlowLog;

/// <summary>Which end of the connection a record is about.</summary>
public enum FlowSide : byte
{
    /// <summary>It opened the connection.</summary>
    Client,

    Server,
}
