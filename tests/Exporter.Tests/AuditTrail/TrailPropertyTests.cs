using FsCheck;
using FsCheck.Fluent;
using Windsock.Exporter.AuditTrail;
using Windsock.Exporter.AuditTrail.Writing;

namespace Windsock.Exporter.Tests.AuditTrail;

/// <summary>Whatever happens to the process and the disk, a trail verifies; whatever happens to its files afterwards, it does not.</summary>
public class TrailPropertyTests
{
    [Theory]
    [InlineData(TrailFsync.Always)]
    [InlineData(TrailFsync.Seal)]
    public void After_any_writes_rotations_restarts_crashes_and_full_disks_the_trail_is_whole(TrailFsync fsync) =>
        Prop.ForAll<int, byte>((seed, steps) =>
        {
            var dice = new Random(seed);
            using var trail = new PlayedTrail(fsync: fsync, key: seed % 2 == 0 ? PlayedTrail.Key : null);
            var written = Play(trail, dice, 1 + (steps % 24), fsync);
            var verdict = trail.Verify(seed % 2 == 0 ? PlayedTrail.Key : null);
            // What a crash may take without fsync is not counted on.
            var isThere = fsync == TrailFsync.Seal || trail.Count("action") == written;
            return (verdict.IsWhole && isThere).Label($"seed {seed}: {written} written, {trail.Count("action")} there\n{string.Join('\n', verdict.Problems)}");
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void Any_change_of_one_byte_is_found() =>
        Prop.ForAll<int>(seed =>
        {
            var dice = new Random(seed);
            using var trail = Some(dice);
            var names = trail.Folder.FileNames.Where(name => name != TrailFileNames.Lock).ToArray();
            var name = names[dice.Next(names.Length)];
            trail.Folder.Corrupt(name, dice);
            return (!trail.Verify().IsWhole).Label($"seed {seed}: {name}");
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void Any_line_that_is_taken_out_doubled_or_swapped_is_found() =>
        Prop.ForAll<int>(seed =>
        {
            var dice = new Random(seed);
            using var trail = Some(dice);
            var file = trail.Files[dice.Next(trail.Files.Count)];
            var lines = System.Text.Encoding.UTF8.GetString(trail.Read(file)).Split('\n')[..^1].ToList();
            var (one, other, what) = (dice.Next(lines.Count), dice.Next(lines.Count), dice.Next(3));
            switch (what)
            {
                case 0:
                    lines.RemoveAt(one);
                    break;
                case 1:
                    lines.Insert(one, lines[other]);
                    break;
                default:
                    if (one == other)
                    {
                        return true.ToProperty();
                    }

                    (lines[one], lines[other]) = (lines[other], lines[one]);
                    break;
            }

            trail.Put(file, System.Text.Encoding.UTF8.GetBytes(string.Concat(lines.Select(line => line + "\n"))));
            return (!trail.Verify().IsWhole).Label($"seed {seed}: {file} {what} {one} {other}");
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void Any_file_that_is_taken_away_cut_or_swapped_is_found() =>
        Prop.ForAll<int>(seed =>
        {
            var dice = new Random(seed);
            using var trail = Some(dice);
            var (one, other) = (trail.Files[dice.Next(trail.Files.Count)], trail.Files[dice.Next(trail.Files.Count)]);
            var what = dice.Next(4);
            switch (what)
            {
                case 0:
                    trail.Folder.Delete(one);
                    break;
                case 1:
                    trail.Folder.Delete(one);
                    trail.Folder.Delete(TrailFileNames.ManifestOf(one));
                    break;
                case 2:
                    trail.Put(one, trail.Read(one).AsSpan(0, dice.Next(trail.Read(one).Length)));
                    break;
                default:
                    if (one == other)
                    {
                        return true.ToProperty();
                    }

                    var content = trail.Read(one);
                    trail.Put(one, trail.Read(other));
                    trail.Put(other, content);
                    break;
            }

            return (!trail.Verify().IsWhole).Label($"seed {seed}: {what} {one} {other}");
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void A_write_that_is_torn_at_any_byte_is_moved_aside_and_told()
    {
        using var whole = new PlayedTrail().Open();
        whole.Write(2);
        var file = Assert.Single(whole.Files);
        var (before, head) = (whole.Read(file), whole.Read(TrailFileNames.Head));
        whole.Write();
        var after = whole.Read(file);
        for (var cut = before.Length + 1; cut < after.Length; cut += 7)
        {
            using var torn = new PlayedTrail();
            torn.Put(file, after.AsSpan(0, cut));
            torn.Put(TrailFileNames.Head, head);
            torn.Open();
            torn.Write();
            torn.Stop();

            var verdict = torn.Verify();
            Assert.Empty(verdict.Problems);
            Assert.Contains(verdict.Notes, note => note.What.Contains($"a torn end of {cut - before.Length} bytes was moved", StringComparison.Ordinal));
            Assert.Equal((3, 1), (torn.Count("action"), torn.Count("recovered")));
        }
    }

    /// <returns>Records that counted as written.</returns>
    private static int Play(PlayedTrail trail, Random dice, int steps, TrailFsync fsync)
    {
        var written = 0;
        for (var step = 0; step < steps; step++)
        {
            var count = 1 + dice.Next(4);
            switch (dice.Next(6))
            {
                case 0:
                    trail.Time.Advance(TimeSpan.FromHours(dice.Next(1, 20)));
                    break;
                case 1:
                    trail.Folder.GoodOperations = dice.Next(12);
                    break;
                case 2:
                    if (Try(trail, trail.Stop))
                    {
                        trail.Writer.Dispose();
                    }

                    trail.Crash(dice);
                    break;
                case 3 when fsync == TrailFsync.Always || dice.Next(2) == 0:
                    trail.Crash(dice);
                    break;
                default:
                    written += Try(trail, () => trail.Write(count)) ? count : 0;
                    break;
            }

            trail.Folder.GoodOperations = dice.Next(3) == 0 ? trail.Folder.GoodOperations : null;
        }

        trail.Folder.GoodOperations = null;
        Assert.True(Try(trail, trail.Stop));
        return written;
    }

    /// <summary>As the stage does it: a writer that could not be opened is replaced by another.</summary>
    private static bool Try(PlayedTrail trail, Action work)
    {
        try
        {
            if (!trail.Writer.IsOpen)
            {
                trail.Reopen();
            }

            work();
            return true;
        }
        catch (IOException)
        {
            return false;
        }
    }

    /// <summary>Several files, the last of them open.</summary>
    private static PlayedTrail Some(Random dice)
    {
        var trail = new PlayedTrail().Open();
        for (var group = 0; group < 4 + dice.Next(8); group++)
        {
            trail.Write(1 + dice.Next(3));
        }

        trail.Stop();
        return trail;
    }
}
