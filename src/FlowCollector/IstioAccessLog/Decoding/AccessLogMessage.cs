namespace Windsock.FlowCollector.IstioAccessLog.Decoding;

/// <summary>The parts of one StreamAccessLogsMessage, as their bytes.</summary>
internal ref struct AccessLogMessage
{
    /// <summary>Empty in all messages of a stream but the first.</summary>
    public ReadOnlySpan<byte> Identifier { get; private set; }

    /// <summary>HTTPAccessLogEntries or TCPAccessLogEntries: 1 log_entry, repeated.</summary>
    public ReadOnlySpan<byte> Logs { get; private set; }

    public bool IsTcp { get; private set; }

    public bool HasIdentifier { get; private set; }

    /// <summary>A part came more than once, which protobuf would have joined. No encoder writes it so.</summary>
    public bool IsInPieces { get; private set; }

    public void SetIdentifier(ReadOnlySpan<byte> identifier)
    {
        IsInPieces |= !Identifier.IsEmpty;
        Identifier = identifier;
        HasIdentifier = true;
    }

    public void SetLogs(ReadOnlySpan<byte> logs, bool isTcp)
    {
        IsInPieces |= !Logs.IsEmpty;
        Logs = logs;
        IsTcp = isTcp;
    }
}
