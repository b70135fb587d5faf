using System.Buffers;
using System.Text.Json;
using Windsock.Pipeline.Storage;

namespace Windsock.Exporter.AuditTrail.Writing;

/// <summary>How far the trail was surely written: one line in the frame of a record. What is behind it may be torn by a crash; what is
/// before it and missing was taken away.</summary>
/// <param name="Sequence">Last record; 0: none yet.</param>
/// <param name="Hash">Of its line.</param>
/// <param name="File">File that it is in.</param>
/// <param name="Bytes">Length of that file with it.</param>
internal sealed record TrailHead(long Sequence, string Hash, string File, long Bytes)
{
    private const int MaxBytes = 4_096;

    public byte[] ToLine(byte[]? key)
    {
        var canonical = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(canonical))
        {
            json.WriteStartObject();
            json.WriteNumber("v", 1);
            json.WriteNumber("seq", Sequence);
            json.WriteString("file", File);
            json.WriteNumber("bytes", Bytes);
            json.WriteString("prev", Hash);
            json.WriteEndObject();
        }

        var line = new ArrayBufferWriter<byte>();
        ChainedLine.Write(line, canonical.WrittenSpan, key);
        return line.WrittenSpan.ToArray();
    }

    /// <summary>Null when there is none, or none that can be read; then <paramref name="problem"/> says why.</summary>
    public static TrailHead? Read(IFolder folder, byte[]? key, out string problem)
    {
        if (folder.Read(TrailFileNames.Head, MaxBytes) is not { } content)
        {
            problem = "is missing";
            return null;
        }

        if (!content.AsSpan().EndsWith("\n"u8))
        {
            problem = "has no line feed at its end";
            return null;
        }

        var line = content.AsMemory(0, content.Length - 1);
        problem = ChainedLine.Check(line.Span, key, out var hash, out _);
        try
        {
            using var json = JsonDocument.Parse(line);
            var root = json.RootElement;
            return problem.Length > 0 ? null : new TrailHead(
                root.GetProperty("seq").GetInt64(), hash, root.GetProperty("file").GetString() ?? "", root.GetProperty("bytes").GetInt64());
        }
        catch (Exception failure) when (failure is JsonException or KeyNotFoundException or FormatException or InvalidOperationException)
        {
            problem = problem.Length == 0 ? "is no head" : problem;
            return null;
        }
    }
}
