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
        if (!rest.IsEmpty && rest[0] == '{')
        {
            labels = LabelsOf(rest[1..], out var isClosed);
            if (!isClosed)
            {
                return false;
            }

            rest = rest[(labels.Length + 2)..].TrimStart(" \t"u8);
        }

        rest = rest[NumberOf(rest, out value)..];
        return double.IsFinite(value) && value >= 0 && IsEnd(rest);
    }

    private static int NameEnd(ReadOnlySpan<byte> line)
    {
        var end = line.IndexOfAny((byte)'{', (byte)' ', (byte)'\t');
        return end < 0 ? line.Length : end;
    }

    /// <summary>What stands before the closing brace.</summary>
    /// <param name="isClosed">False when there is none, when it is not valid, or when it is too much.</param>
    private static ReadOnlySpan<byte> LabelsOf(ReadOnlySpan<byte> text, out bool isClosed)
    {
        var cursor = new LabelCursor(text);
        var count = 0;
        while (count <= MaxLabels && cursor.Next())
        {
            count++;
        }

        isClosed = count <= MaxLabels && !cursor.Rest.IsEmpty && cursor.Rest[0] == '}';
        return text[..(text.Length - cursor.Rest.Length)];
    }

    /// <summary>After the value there may be a time, and in OpenMetrics an example; neither is of interest.</summary>
    private static bool IsEnd(ReadOnlySpan<byte> rest)
    {
        rest = rest.TrimStart(" \t"u8);
        if (!rest.IsEmpty && rest[0] != '#')
        {
            rest = rest[NumberOf(rest, out var time)..].TrimStart(" \t"u8);
            return double.IsFinite(time) && (rest.IsEmpty || rest[0] == '#');
        }

        return true;
    }

    /// <returns>How long it is. What is no number is NaN.</returns>
    private static int NumberOf(ReadOnlySpan<byte> text, out double number)
    {
        var end = text.IndexOfAny((byte)' ', (byte)'\t');
        var word = end < 0 ? text : text[..end];
        if (!Utf8Parser.TryParse(word, out number, out var read) || read != word.Length)
        {
            number = double.NaN;
        }

        return word.Length;
    }
}
