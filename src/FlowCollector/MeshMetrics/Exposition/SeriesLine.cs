using System.Buffers.Text;

namespace Windsock.FlowCollector.MeshMetrics.Exposition;

/// <summary>One line of the text format 0.0.4 or of OpenMetrics. Allocates nothing.</summary>
internal static class SeriesLine
{
    /// <summary>Istio's series have about 30.</summary>
    public const int MaxLabels = 64;

    private static ReadOnlySpan<byte> Prefix => "istio_"u8;

    /// <summary>The counter that a line, or the beginning of one, is about.</summary>
    public static MeshCounter CounterOf(ReadOnlySpan<byte> line)
    {
        line = line.TrimStart(" \t"u8);
        if (!line.StartsWith(Prefix))
        {
            return MeshCounter.None;
        }

        var end = line.IndexOfAny((byte)'{', (byte)' ', (byte)'\t');
        var name = end < 0 ? line : line[..end];
        return name.SequenceEqual("istio_requests_total"u8) ? MeshCounter.Requests
            : name.SequenceEqual("istio_request_bytes_sum"u8) ? MeshCounter.RequestBytes
            : name.SequenceEqual("istio_response_bytes_sum"u8) ? MeshCounter.ResponseBytes
            : name.SequenceEqual("istio_tcp_received_bytes_total"u8) ? MeshCounter.TcpReceivedBytes
            : name.SequenceEqual("istio_tcp_sent_bytes_total"u8) ? MeshCounter.TcpSentBytes
            : name.SequenceEqual("istio_tcp_connections_opened_total"u8) ? MeshCounter.TcpOpened
            : name.SequenceEqual("istio_tcp_connections_closed_total"u8) ? MeshCounter.TcpClosed
            : MeshCounter.None;
    }

    /// <param name="line">One whose <see cref="CounterOf"/> is not none, without its end.</param>
    /// <param name="labels">Between the braces; empty when it has none.</param>
    /// <param name="value">Finite and not negative: a counter has no other.</param>
    /// <returns>False for a line that is not valid.</returns>
    public static bool TryRead(ReadOnlySpan<byte> line, out ReadOnlySpan<byte> labels, out double value)
    {
        labels = default;
        value = 0;
        line = line.TrimStart(" \t"u8);
        var rest = line[NameEnd(line)..].TrimStart(" \t"u8);
        if (!rest.IsEmpty && rest[0] == '{' && !TryTakeLabels(ref rest, out labels))
        {
            return false;
        }

        rest = rest.TrimStart(" \t"u8);
        return TryTakeNumber(ref rest, out value) && double.IsFinite(value) && value >= 0 && IsEnd(rest);
    }

    private static int NameEnd(ReadOnlySpan<byte> line)
    {
        var end = line.IndexOfAny((byte)'{', (byte)' ', (byte)'\t');
        return end < 0 ? line.Length : end;
    }

    private static bool TryTakeLabels(ref ReadOnlySpan<byte> rest, out ReadOnlySpan<byte> labels)
    {
        var all = rest[1..];
        var cursor = new LabelCursor(all);
        var count = 0;
        while (cursor.Next())
        {
            if (++count > MaxLabels)
            {
                labels = default;
                return false;
            }
        }

        var isClosed = !cursor.Rest.IsEmpty && cursor.Rest[0] == '}';
        labels = isClosed ? all[..(all.Length - cursor.Rest.Length)] : default;
        rest = isClosed ? cursor.Rest[1..] : rest;
        return isClosed;
    }

    /// <summary>After the value there may be a time, and in OpenMetrics an example; neither is of interest.</summary>
    private static bool IsEnd(ReadOnlySpan<byte> rest)
    {
        rest = rest.Trim(" \t"u8);
        if (!rest.IsEmpty && rest[0] != '#' && !TryTakeNumber(ref rest, out _))
        {
            return false;
        }

        rest = rest.TrimStart(" \t"u8);
        return rest.IsEmpty || rest[0] == '#';
    }

    private static bool TryTakeNumber(ref ReadOnlySpan<byte> rest, out double number)
    {
        var end = rest.IndexOfAny((byte)' ', (byte)'\t');
        var word = end < 0 ? rest : rest[..end];
        rest = end < 0 ? [] : rest[end..];
        return Utf8Parser.TryParse(word, out number, out var read) && read == word.Length;
    }
}
