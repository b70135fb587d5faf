using System.Buffers;
using System.Text.Json;
using Windsock.Exporter.FlowLog;
using Windsock.Model.Flows;
using Windsock.Pipeline.Storage;

namespace Windsock.Exporter.AuditTrail.Writing;

/// <summary>What seals a finished file: one line in a file beside it, in the same frame as a record. Its <c>prev</c> is the hash of the
/// manifest before.</summary>
/// <param name="LastHash">Hash of the last line.</param>
/// <param name="Sha256">Of the whole file.</param>
internal sealed record TrailManifest(string File, long First, long Last, string LastHash, long Bytes, string Sha256)
{
    private const int MaxBytes = 4_096;

    /// <summary>Missing where it is not told.</summary>
    public Instant SealedAt { get; init; }

    public long Records => Last - First + 1;

    /// <returns>The line with its line feed, and its hash.</returns>
    public (byte[] Line, string Hash) ToLine(string agent, Instant at, string prev, byte[]? key)
    {
        var canonical = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(canonical))
        {
            json.WriteStartObject();
            json.WriteNumber("v", 1);
            json.WriteString("file", File);
            json.WriteNumber("first", First);
            json.WriteNumber("last", Last);
            json.WriteNumber("records", Records);
            json.WriteString("lastHash", LastHash);
            json.WriteNumber("bytes", Bytes);
            json.WriteString("sha256", Sha256);
            json.WriteString("sealed", TimeText.Of(at));
            json.WriteString("agent", agent);
            json.WriteString("prev", prev);
            json.WriteEndObject();
        }

        var line = new ArrayBufferWriter<byte>();
        var hash = ChainedLine.Write(line, canonical.WrittenSpan, key);
        return (line.WrittenSpan.ToArray(), hash);
    }

    /// <summary>Null when there is none.</summary>
    /// <param name="problem">What is wrong with it; empty when all is well.</param>
    public static TrailManifest? Read(IFolder folder, string name, byte[]? key, out string prev, out string hash, out string problem)
    {
        (prev, hash, problem) = ("", "", "");
        if (folder.Read(name, MaxBytes) is not { } content)
        {
            return null;
        }

        var line = content.AsSpan();
        if (!line.EndsWith("\n"u8))
        {
            problem = "has no line feed at its end";
            return new TrailManifest("", 0, 0, "", 0, "");
        }

        line = line[..^1];
        hash = ChainedLine.HashOf(line);
        problem = ChainedLine.Check(line, key, out prev, out _);
        return Parse(content.AsMemory(0, line.Length), ref problem);
    }

    private static TrailManifest Parse(ReadOnlyMemory<byte> line, ref string problem)
    {
        try
        {
            using var json = JsonDocument.Parse(line);
            var root = json.RootElement;
            var manifest = new TrailManifest(
                root.GetProperty("file").GetString() ?? "", root.GetProperty("first").GetInt64(), root.GetProperty("last").GetInt64(),
                root.GetProperty("lastHash").GetString() ?? "", root.GetProperty("bytes").GetInt64(), root.GetProperty("sha256").GetString() ?? "")
            {
                SealedAt = root.TryGetProperty("sealed", out var at) && at.TryGetDateTimeOffset(out var time) ? Instant.FromDateTimeOffset(time) : Instant.Missing,
            };
            if (root.GetProperty("records").GetInt64() != manifest.Records && problem.Length == 0)
            {
                problem = "counts other records than it names";
            }

            return manifest;
        }
        catch (Exception failure) when (failure is JsonException or KeyNotFoundException or FormatException or InvalidOperationException)
        {
            problem = problem.Length == 0 ? "is no manifest" : problem;
            return new TrailManifest("", 0, 0, "", 0, "");
        }
    }
}
