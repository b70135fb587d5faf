using System.Globalization;
using Windsock.Exporter.AuditTrail.Records;
using Windsock.Pipeline.Storage;

namespace Windsock.Exporter.AuditTrail.Writing;

/// <summary>Finds the end of a trail after any end of the agent. A torn end is moved aside; nothing is deleted.</summary>
internal static class TrailRecovery
{
    /// <exception cref="IOException">The disk will not; nothing is lost by trying again.</exception>
    public static TrailEnd Find(IFolder folder, byte[]? key)
    {
        var names = folder.Names();
        var head = TrailHead.Read(folder, key: null, out var problem);
        var files = names.Where(name => TrailFileNames.FirstOf(name) is not null).ToList();
        if (head is null && files.Count == 0)
        {
            return new TrailEnd { Damage = problem == "is missing" ? "" : $"{TrailFileNames.Head} {problem}" };
        }

        var (seal, manifest) = LastManifest(folder, names);
        var end = files.Count == 0 ? Before(seal) : Scan(folder, files[^1], head, seal, key);
        end = end with { Manifest = manifest, Damage = head is null ? $"{TrailFileNames.Head} {problem}" : end.Damage };
        end = Finish(folder, names, end);
        return head is null || head.Sequence <= end.Sequence ? end : end with
        {
            // What was surely written is gone: the chain goes on behind it, so that the hole stays to be seen.
            Sequence = head.Sequence,
            Hash = head.Hash,
            File = "",
            IsClean = false,
            Lost = head.Sequence - end.Sequence,
            Damage = end.Damage.Length > 0 ? end.Damage : string.Create(CultureInfo.InvariantCulture, $"records {end.Sequence + 1} to {head.Sequence} had been written and are gone"),
        };
    }

    private static TrailEnd Before(TrailManifest? seal) => seal is null ? new TrailEnd() : new TrailEnd { Sequence = seal.Last, Hash = seal.LastHash };

    private static (TrailManifest? Seal, string Hash) LastManifest(IFolder folder, IReadOnlyList<string> names)
    {
        if (names.LastOrDefault(TrailFileNames.IsManifest) is not { } last)
        {
            return (null, ChainedLine.None);
        }

        var manifest = TrailManifest.Read(folder, last, key: null, out _, out var hash, out var problem);
        return (problem.Length == 0 ? manifest : null, hash.Length > 0 ? hash : ChainedLine.None);
    }

    private static TrailEnd Scan(IFolder folder, string file, TrailHead? head, TrailManifest? seal, byte[]? key)
    {
        var first = TrailFileNames.FirstOf(file)!.Value;
        var isSealed = seal is { } manifest && manifest.File == file;
        var before = isSealed ? new TrailEnd { Sequence = first - 1 } : seal is { } last && last.Last == first - 1 ? Before(last) : new TrailEnd { Sequence = first - 1, Hash = "" };
        using var lines = new TrailLines(folder.OpenRead(file) ?? throw new IOException($"{file} is gone"));
        var (end, good, isTorn) = (before with { File = file, First = first, IsClean = first == 1 }, 0L, false);
        while (lines.Read(out var line, out var isWhole))
        {
            if (isTorn)
            {
                continue;
            }

            var problem = ChainedLine.Check(line, null, out var prev, out var isKeyed);
            problem = isKeyed && key is not null ? ChainedLine.Check(line, key, out prev, out _) : problem;
            var facts = TrailFacts.Of(line);
            if (!isWhole || problem.Length > 0 || facts?.Sequence != end.Sequence + 1 || (good > 0 && prev != end.Hash))
            {
                isTorn = true;
                continue;
            }

            good = lines.Position;
            end = end with
            {
                Sequence = facts.Value.Sequence,
                Hash = ChainedLine.HashOf(line),
                IsClean = facts.Value.Kind == TrailWords.Of(TrailKind.Stopped),
                LastTime = facts.Value.Time,
                IsKeyed = isKeyed,
                Day = end.Day.Length > 0 ? end.Day : facts.Value.Time[..Math.Min(10, facts.Value.Time.Length)],
            };
        }

        end = end with { Bytes = good, Hash = end.Hash.Length > 0 ? end.Hash : head is { } known && known.Sequence == end.Sequence ? known.Hash : ChainedLine.None };
        if (isSealed)
        {
            return isTorn || seal!.Last != end.Sequence
                ? end with { File = "", Sequence = seal!.Last, Hash = seal.LastHash, Damage = $"{file} is not as its manifest says" }
                : end with { File = "" };
        }

        if (!isTorn)
        {
            return end;
        }

        var isKnown = head is not null && (head.File != file || good >= head.Bytes);
        return isKnown || head is null
            ? MoveAside(folder, file, lines.Length, end)
            : end with { File = "", Damage = string.Create(CultureInfo.InvariantCulture, $"{file} was changed behind byte {good}, which had been written") };
    }

    /// <summary>Copied, then cut off; renamed when the trail has told it.</summary>
    private static TrailEnd MoveAside(IFolder folder, string file, long length, TrailEnd end)
    {
        var torn = new byte[length - end.Bytes];
        using (var content = folder.OpenRead(file) ?? throw new IOException($"{file} is gone"))
        {
            content.Seek(end.Bytes, SeekOrigin.Begin);
            content.ReadExactly(torn);
        }

        var hash = ChainedLine.HashOf(torn);
        folder.Replace(TrailFileNames.MovingOf(TrailFileNames.TornOf(file, hash)), torn);
        folder.Truncate(file, end.Bytes);
        return end with { IsClean = false };
    }

    /// <summary>Everything that was moved aside and is not told yet.</summary>
    private static TrailEnd Finish(IFolder folder, IReadOnlyList<string> names, TrailEnd end)
    {
        var notes = new List<RecoveredNote>();
        foreach (var moving in folder.Names().Where(TrailFileNames.IsMoving))
        {
            var torn = TrailFileNames.TornOfMoving(moving);
            using var lines = new TrailLines(folder.OpenRead(moving) ?? throw new IOException($"{moving} is gone"));
            while (lines.Read(out _, out _))
            {
                // Only its length and hash matter.
            }

            notes.Add(new RecoveredNote(names.FirstOrDefault(name => TrailFileNames.FirstOf(name) is not null && torn.StartsWith(name[..^6], StringComparison.Ordinal)) ?? "", torn, lines.Length, lines.Hash()));
        }

        return end with { Recovered = notes };
    }
}
