using System.Globalization;
using System.Text.Json;
using Windsock.Exporter.AuditTrail.Records;
using Windsock.Exporter.AuditTrail.Writing;

namespace Windsock.Exporter.AuditTrail.Verifying;

/// <summary>Follows the chain from line to line over all files, and remembers what the records say of files.</summary>
internal sealed class TrailChain(TrailFindings findings, byte[]? key, TrailHead? head, string? expectedHead)
{
    /// <summary>Records before the first that is there, if any: what the first one names as the one before.</summary>
    public (long Last, string Hash)? Before { get; private set; }

    public long First { get; private set; }

    public long Last { get; private set; }

    public string Hash { get; private set; } = ChainedLine.None;

    public long Records { get; private set; }

    public long Gaps { get; private set; }

    public long Missing { get; private set; }

    public bool MetHead { get; private set; }

    public bool MetExpectedHead { get; private set; }

    /// <summary>HMACs that nobody looked at.</summary>
    public long Unchecked { get; private set; }

    /// <summary>Deleted on purpose, as the records say.</summary>
    public List<RetentionNote> Deleted { get; } = [];

    public List<(RecoveredNote Note, string File, long Line)> Recovered { get; } = [];

    /// <param name="line">Whole, without its line feed.</param>
    public void Follow(string file, long number, ReadOnlySpan<byte> line)
    {
        var problem = ChainedLine.Check(line, key, out var prev, out var isKeyed);
        var facts = TrailFacts.Of(line);
        if (problem.Length == 0 && facts is null)
        {
            problem = "is no record";
        }

        if (problem.Length > 0)
        {
            findings.Add(file, number, problem);
        }
        else if (isKeyed && key is null)
        {
            Unchecked++;
        }

        var sequence = facts?.Sequence ?? Last + 1;
        Link(file, number, sequence, prev);
        Hash = ChainedLine.HashOf(line);
        Last = sequence;
        Records++;
        MetHead |= head is not null && head.Sequence == sequence && head.Hash == Hash;
        MetExpectedHead |= expectedHead is not null && Hash == expectedHead;
        if (problem.Length == 0)
        {
            Learn(file, number, facts!.Value.Kind, line);
        }
    }

    private void Link(string file, long number, long sequence, string prev)
    {
        if (First == 0)
        {
            First = sequence;
            if (sequence != 1)
            {
                Before = (sequence - 1, prev);
            }
            else if (prev.Length > 0 && prev != ChainedLine.None)
            {
                findings.Add(file, number, "is the first record and names another before it");
            }

            return;
        }

        if (sequence != Last + 1)
        {
            findings.Add(file, number, sequence > Last
                ? string.Create(CultureInfo.InvariantCulture, $"is record {sequence} where {Last + 1} was to be: {sequence - Last - 1} are missing")
                : string.Create(CultureInfo.InvariantCulture, $"is record {sequence} where {Last + 1} was to be: it was moved or written again"));
        }
        else if (prev.Length > 0 && prev != Hash)
        {
            findings.Add(file, number, "does not follow the line before it: one of the two was changed, or a line between them was taken out or put in");
        }
    }

    private void Learn(string file, long number, string kind, ReadOnlySpan<byte> line)
    {
        if (kind != TrailWords.Of(TrailKind.Gap) && kind != TrailWords.Of(TrailKind.Retention) && kind != TrailWords.Of(TrailKind.Recovered))
        {
            return;
        }

        try
        {
            using var json = JsonDocument.Parse(line.ToArray());
            Learn(file, number, kind, json.RootElement);
        }
        catch (Exception failure) when (failure is JsonException or KeyNotFoundException or InvalidOperationException or FormatException)
        {
            findings.Add(file, number, $"is no {kind} record");
        }
    }

    private void Learn(string file, long number, string kind, JsonElement record)
    {
        if (kind == TrailWords.Of(TrailKind.Gap))
        {
            Gaps++;
            Missing += record.TryGetProperty("missing", out var missing) ? missing.GetInt64() : 0;
        }
        else if (kind == TrailWords.Of(TrailKind.Retention))
        {
            Deleted.Add(new RetentionNote(
                Text(record, "file"), record.GetProperty("first").GetInt64(), record.GetProperty("last").GetInt64(), Text(record, "lastHash"), Text(record, "manifest"), Text(record, "reason")));
        }
        else
        {
            var note = new RecoveredNote(Text(record, "file"), Text(record, "movedTo"), record.GetProperty("bytes").GetInt64(), Text(record, "sha256"));
            Recovered.Add((note, file, number));
        }
    }

    private static string Text(JsonElement record, string name) => record.GetProperty(name).GetString() ?? "";
}
