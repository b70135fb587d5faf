using System.IO.Compression;
using System.Text;
using Windsock.Exporter.FlowLog;
using Windsock.Exporter.Tests.Prometheus;
using Windsock.Testing;

namespace Windsock.Exporter.Tests.FlowLog;

public sealed class RotatingFileTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("flow-log-").FullName;
    private readonly Windsock.Testing.ManualTime _time = new();

    private string File => Path.Combine(_folder, "flows.jsonl");

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Lines_are_appended_until_the_file_is_full_and_none_is_lost_or_torn()
    {
        var file = new RotatingFile(File, maxBytes: 100, maxFiles: 100, _time);
        var lines = Enumerable.Range(0, 50).Select(number => $"line {number:D2} of 20 bytes\n").ToList();
        foreach (var line in lines)
        {
            Assert.Equal("", file.Append(Encoding.UTF8.GetBytes(line)));
        }

        Assert.Equal(lines, file.Full().Append(File).SelectMany(name => System.IO.File.ReadAllLines(name)).Select(line => line + "\n"));
        Assert.All(file.Full(), name => Assert.InRange(new FileInfo(name).Length, 80, 100));
        // The clock stands still: the names are told apart all the same, and stay in order.
        Assert.Equal(9, file.Full().Count);
    }

    [Fact]
    public void The_oldest_full_files_make_room()
    {
        var file = new RotatingFile(File, maxBytes: 10, maxFiles: 2, _time);
        for (var number = 0; number < 6; number++)
        {
            file.Append(Encoding.UTF8.GetBytes($"line {number}.\n"));
            _time.Advance(TimeSpan.FromSeconds(1));
        }

        Assert.Equal(["line 3.\n", "line 4.\n"], file.Full().Select(System.IO.File.ReadAllText));
        Assert.Equal("line 5.\n", System.IO.File.ReadAllText(File));
    }

    [Fact]
    public async Task Full_files_are_compressed_and_still_make_room()
    {
        var file = new RotatingFile(File, maxBytes: 10, maxFiles: 3, _time);
        var compression = new FullFileCompression(file);
        for (var number = 0; number < 8; number++)
        {
            file.Append(Encoding.UTF8.GetBytes($"line {number}.\n"));
            _time.Advance(TimeSpan.FromSeconds(1));
            await compression.TurnAsync(TestContext.Current.CancellationToken);
        }

        Assert.Equal(["line 4.\n", "line 5.\n", "line 6.\n"], file.Full().Select(Unpack));
        Assert.Equal(4, Directory.GetFiles(_folder).Length);

        static string Unpack(string name)
        {
            Assert.EndsWith(".jsonl.gz", name, StringComparison.Ordinal);
            using var reader = new StreamReader(new GZipStream(System.IO.File.OpenRead(name), CompressionMode.Decompress));
            return reader.ReadToEnd();
        }
    }

    [Fact]
    public void A_line_that_a_crash_has_torn_is_taken_back()
    {
        System.IO.File.WriteAllText(File, "{\"whole\":1}\n{\"torn\":");
        new RotatingFile(File, 1_000, 2, _time).Append("{\"next\":2}\n"u8);

        Assert.Equal("{\"whole\":1}\n{\"next\":2}\n", System.IO.File.ReadAllText(File));
    }

    [Fact]
    public void A_file_that_others_take_away_is_begun_anew()
    {
        var file = new RotatingFile(File, 1_000, 2, _time);
        file.Append("one\n"u8);
        System.IO.File.Delete(File);
        file.Append("two\n"u8);

        Assert.Equal("two\n", System.IO.File.ReadAllText(File));
    }

    [Fact]
    public async Task A_folder_that_is_not_there_costs_the_lines_and_says_which()
    {
        var missing = Path.Combine(_folder, "missing", "flows.jsonl");
        var tally = await WriteAsync(new RotatingFile(missing, 1_000, 2, _time));

        Assert.Equal((0, 0), (tally.Written, tally.Records));
        Assert.Equal(FlowLogDrop.Failed, tally.Reason);
        Assert.Contains(missing, tally.Trouble, StringComparison.Ordinal);
    }

    /// <summary>A device that is always full, as Linux has one.</summary>
    [Fact]
    public async Task A_full_disk_costs_the_lines_and_says_so()
    {
        Assert.SkipUnless(System.IO.File.Exists("/dev/full"), "this system has no /dev/full");
        var tally = await WriteAsync(new FullDisk());

        Assert.Equal((0, 0, FlowLogDrop.Failed), (tally.Written, tally.Records, tally.Reason));
        Assert.Contains("No space left on device", tally.Trouble, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Filtered_flows_are_told_apart_from_written_ones()
    {
        var target = new RotatingFile(File, 1 << 20, 2, _time);
        var selection = new FlowSelection { Deny = [new FlowFilter { Dags = [new NamePattern("quiet")] }] };
        var batch = Some.Batch(
            (Some.Flow(), Some.FromClient(Some.TaskPod("etl"))),
            (Some.Flow(), Some.FromClient(Some.TaskPod("quiet"))),
            (Some.Flow(), new Windsock.Model.Identity.FlowAttribution(Some.Deciding(Some.TaskPod("etl")), Some.Deciding(Some.TaskPod("train")), Some.Postgres, Some.Postgres, Windsock.Model.Identity.AttributionKind.Task, Windsock.Model.Identity.AttributionClass.Exact)));
        var tally = await new LineOutput("file", target, selection, FlowFieldSet.All).WriteAsync([batch], TestContext.Current.CancellationToken);

        Assert.Equal((2, 1, 3), (tally.Written, tally.Filtered, tally.Records));
        Assert.Equal(3, System.IO.File.ReadAllLines(File).Length);
        Assert.Equal(new FileInfo(File).Length, tally.Bytes);
    }

    private static Task<FlowLogTally> WriteAsync(ILineTarget target) => new LineOutput("file", target, new FlowSelection(), FlowFieldSet.All)
        .WriteAsync([Some.Batch(Some.Flow(), Some.FromClient(Some.TaskPod()), 3)], TestContext.Current.CancellationToken);

    private sealed class FullDisk : ILineTarget
    {
        public string Place => "/dev/full";

        public string Append(ReadOnlySpan<byte> lines)
        {
            using var file = new FileStream(Place, FileMode.Open, FileAccess.Write, FileShare.ReadWrite, bufferSize: 0);
            file.Write(lines);
            return "";
        }
    }
}
