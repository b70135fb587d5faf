using System.Globalization;
using Windsock.Exporter.AuditTrail.Writing;
using Windsock.Pipeline.Storage;

namespace Windsock.Exporter.AuditTrail.Verifying;

/// <summary>Looks at every line, every manifest and the head of a trail. Reads only; an agent may go on writing meanwhile.</summary>
public static class TrailVerifier
{
    /// <param name="key">Null: HMACs are not looked at.</param>
    /// <param name="expectedHead">Hash of a line that was there once, 64 hex digits; null: none.</param>
    /// <exception cref="IOException">The directory cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">The directory cannot be read.</exception>
    public static TrailVerdict Verify(IFolder folder, byte[]? key, string? expectedHead, CancellationToken stop)
    {
        var findings = new TrailFindings();
        // Read first: what is written meanwhile comes behind it.
        var head = TrailHead.Read(folder, key, out var problem);
        var names = folder.Names();
        var files = names.Where(name => TrailFileNames.FirstOf(name) is not null).ToList();
        var chain = new TrailChain(findings, key, head, expectedHead);
        var seals = new TrailSeals(folder, findings, key);
        for (var index = 0; index < files.Count; index++)
        {
            stop.ThrowIfCancellationRequested();
            Read(folder, files[index], index == files.Count - 1, chain, seals, findings, stop);
        }

        if (head is null)
        {
            findings.Add(TrailFileNames.Head, 0, files.Count == 0 && problem == "is missing" ? "is missing: this is no directory of an audit trail" : problem);
        }
        else if (head.Sequence > 0 && !chain.MetHead)
        {
            findings.Add(TrailFileNames.Head, 0, string.Create(
                CultureInfo.InvariantCulture, $"names record {head.Sequence} as written, and the trail {(chain.Last < head.Sequence ? $"ends at {chain.Last}: its end was cut off" : "has another one there")}"));
        }

        if (expectedHead is not null && !chain.MetExpectedHead && expectedHead != chain.Before?.Hash)
        {
            findings.Add("", 0, $"no record has the expected head {expectedHead}: what it was the head of was changed, cut or replaced");
        }

        CheckRest(folder, names, chain, seals, findings);
        return new TrailVerdict
        {
            Problems = findings.Problems,
            ProblemCount = findings.Count,
            Notes = findings.Notes,
            Files = files.Count,
            SealedFiles = seals.Count,
            Records = chain.Records,
            First = chain.First,
            Last = chain.Last,
            Head = chain.Records > 0 ? chain.Hash : "",
            Gaps = chain.Gaps,
            Missing = chain.Missing,
            IsKeyed = key is not null,
        };
    }

    private static void Read(IFolder folder, string file, bool isLast, TrailChain chain, TrailSeals seals, TrailFindings findings, CancellationToken stop)
    {
        using var lines = new TrailLines(folder.OpenRead(file) ?? throw new IOException($"{file} went away while it was read"));
        var (number, last) = (0L, chain.Last);
        while (lines.Read(out var line, out var isWhole))
        {
            number++;
            if (!isWhole)
            {
                var what = string.Create(CultureInfo.InvariantCulture, $"is not whole: {line.Length} bytes without a line feed");
                if (isLast && line.Length <= ChainedLine.MaxBytes)
                {
                    findings.Note(file, number, $"{what}; a crash does that, or the agent is writing it now");
                }
                else
                {
                    findings.Add(file, number, what);
                }

                continue;
            }

            chain.Follow(file, number, line);
            if (number == 1 && chain.Last != TrailFileNames.FirstOf(file))
            {
                findings.Add(file, 1, string.Create(CultureInfo.InvariantCulture, $"is record {chain.Last}, which does not fit the name of its file: files were renamed or swapped"));
            }

            if (number % 4_096 == 0)
            {
                stop.ThrowIfCancellationRequested();
            }
        }

        seals.Check(file, isLast, TrailFileNames.FirstOf(file)!.Value, chain.Last, number == 0 ? "" : chain.Hash, lines.Length, lines.Hash());
    }

    private static void CheckRest(IFolder folder, IReadOnlyList<string> names, TrailChain chain, TrailSeals seals, TrailFindings findings)
    {
        if (chain.Before is var (last, hash) && !chain.Deleted.Exists(deleted => deleted.Last == last && deleted.LastHash == hash && (seals.Before.Length == 0 || seals.Before == deleted.Manifest)))
        {
            findings.Add("", 0, string.Create(CultureInfo.InvariantCulture, $"records 1 to {last} are missing, and no record tells that they were deleted on purpose"));
        }

        foreach (var name in names.Where(name => TrailFileNames.IsManifest(name) && !names.Contains(TrailFileNames.FileOf(name))))
        {
            findings.Add(name, 0, $"seals {TrailFileNames.FileOf(name)}, which is missing");
        }

        foreach (var (note, file, line) in chain.Recovered)
        {
            CheckTorn(folder, note.MovedTo, note.Bytes, note.Sha256, file, line, findings);
        }

        foreach (var torn in names.Where(name => TrailFileNames.IsTorn(name) && !TrailFileNames.IsMoving(name) && !chain.Recovered.Exists(recovered => recovered.Note.MovedTo == name)))
        {
            findings.Add(torn, 0, "is mentioned by no record");
        }

        if (chain.Unchecked > 0)
        {
            findings.Note("", 0, string.Create(CultureInfo.InvariantCulture, $"{chain.Unchecked} records have an HMAC that was not looked at: give --key-file"));
        }
    }

    private static void CheckTorn(IFolder folder, string name, long bytes, string sha256, string file, long line, TrailFindings findings)
    {
        // A record is trusted for what it says, not for where it leads.
        var known = folder.Names();
        var there = new[] { name, TrailFileNames.MovingOf(name) }.FirstOrDefault(one => TrailFileNames.IsTorn(one) && known.Contains(one));
        if (there is null)
        {
            findings.Add(file, line, $"tells of {name}, which is missing");
            return;
        }

        using var lines = new TrailLines(folder.OpenRead(there) ?? throw new IOException($"{there} went away while it was read"));
        while (lines.Read(out _, out _))
        {
            // Only its length and hash matter.
        }

        if (lines.Length != bytes || lines.Hash() != sha256)
        {
            findings.Add(there, 0, "is not what was moved there");
        }
        else
        {
            findings.Note(file, line, string.Create(CultureInfo.InvariantCulture, $"a torn end of {bytes} bytes was moved to {there} after a crash"));
        }
    }
}
