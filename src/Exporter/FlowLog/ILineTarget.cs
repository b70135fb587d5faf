namespace Windsock.Exporter.FlowLog;

/// <summary>Takes whole lines. One thread at a time.</summary>
internal interface ILineTarget
{
    /// <summary>For the log.</summary>
    string Place { get; }

    /// <summary>All of them or none: what a failure leaves is taken back.</summary>
    /// <returns>Something that people should see to although the lines are written; else empty.</returns>
    /// <exception cref="IOException">They are not written.</exception>
    /// <exception cref="UnauthorizedAccessException">They are not written.</exception>
    string Append(ReadOnlySpan<byte> lines);
}
