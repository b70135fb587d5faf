using System.Text;
using System.Text.Json;
using Windsock.Exporter.AuditTrail;
using Windsock.Exporter.AuditTrail.Records;
using Windsock.Exporter.AuditTrail.Verifying;
using Windsock.Exporter.AuditTrail.Writing;
using Windsock.Exporter.Tests.Prometheus;
using Windsock.Exporter.Tests.Prometheus.Platform;
using Windsock.Model.Flows;
using Windsock.Pipeline.Tests.Storage;

namespace Windsock.Exporter.Tests.AuditTrail;

/// <summary>A trail on a disk that does what a test wants.</summary>
internal sealed class PlayedTrail : IDisposable
{
    public static readonly byte[] Key = Encoding.ASCII.GetBytes("0123456789abcdef0123456789abcdef");

    private readonly TrailSettings _settings;
    private readonly byte[]? _key;

    public PlayedTrail(long maxFileBytes = 3_000, TrailFsync fsync = TrailFsync.Always, byte[]? key = null, TimeSpan maxAge = default, long maxBytes = 0)
    {
        _settings = new TrailSettings("worker-1", "1.2.3", maxFileBytes, fsync, maxAge, maxBytes);
        _key = key;
        Retention = new TrailRetention(Folder, _settings, Time);
        Writer = Make(Books);
    }

    public MemoryFolder Folder { get; } = new();

    public ImpatientTime Time { get; } = new();

    public TrailBooks Books { get; } = new();

    public TrailRetention Retention { get; }

    public TrailWriter Writer { get; private set; }

    public TrailWriter Make(TrailBooks books) => new(Folder, _settings, _key, books, Time);

    public PlayedTrail Open()
    {
        Writer.Open();
        return this;
    }

    public void Write(int count = 1) => Writer.Append([.. Enumerable.Range(0, count).Select(_ => Entry())]);

    public TrailEntry Entry() => new(TrailKind.Action, Instant.FromDateTimeOffset(Time.GetUtcNow()), SomeAction.Of(Some.TaskPod()));

    public void Reopen()
    {
        Writer.Dispose();
        Writer = Make(Books);
        Writer.Open();
    }

    /// <summary>The process ends in order and another one begins.</summary>
    public void Restart()
    {
        Stop();
        Writer = Make(Books);
        Writer.Open();
    }

    public void Stop()
    {
        Writer.Append([new TrailEntry(TrailKind.Stopped, Instant.FromDateTimeOffset(Time.GetUtcNow()), new StoppedNote(1, 1, 0))]);
        Writer.Flush();
        Writer.Dispose();
    }

    /// <summary>The power goes.</summary>
    public void Crash(Random dice)
    {
        Writer.Dispose();
        Folder.Crash(dice);
        Writer = Make(Books);
    }

    public TrailVerdict Verify(byte[]? key = null, string? expectedHead = null) => TrailVerifier.Verify(Folder, key, expectedHead, TestContext.Current.CancellationToken);

    public IReadOnlyList<string> Files => [.. Folder.FileNames.Where(name => TrailFileNames.FirstOf(name) is not null)];

    public byte[] Read(string name) => Folder.Read(name, long.MaxValue)!;

    public void Put(string name, ReadOnlySpan<byte> content) => Folder.Replace(name, content);

    public IEnumerable<JsonElement> Records() => Files
        .SelectMany(file => Encoding.UTF8.GetString(Read(file)).Split('\n', StringSplitOptions.RemoveEmptyEntries))
        .Select(line => JsonDocument.Parse(line).RootElement);

    public int Count(string kind) => Records().Count(record => record.GetProperty("kind").GetString() == kind);

    public void Dispose() => Writer.Dispose();
}
