using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Windsock.Pipeline.Outbox;
using Windsock.Pipeline.Storage;
using Windsock.Testing;

namespace Windsock.Pipeline.Tests.Outbox;

/// <summary>An outbox that runs, until it is stopped or disposed.</summary>
internal sealed class RunningOutbox : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly Outbox<Note> _outbox;
    private readonly Task _run;

    public RunningOutbox(IFolder? folder, TimeProvider? time, OutboxOptions? options, ILogger? log, params ScriptedNotes[] sinks)
    {
        _outbox = new Outbox<Note>(
            options ?? new OutboxOptions(), folder, new NoteCodec(), sinks.Select(sink => new OutboxSink<Note>(sink, note => !note.Text.StartsWith("not " + sink.Name, StringComparison.Ordinal))),
            time ?? TimeProvider.System, log ?? NullLogger.Instance);
        _run = Task.Run(_outbox.RunAsync);
    }

    public Outbox<Note> Outbox => _outbox;

    public LaneLedger Ledger(int lane = 0) => _outbox.Counts.Ledgers[lane];

    public Task SeeAsync(Func<LaneLedger, bool> holds, string what, int lane = 0) =>
        Eventually.HoldsAsync(() => Task.FromResult(holds(Ledger(lane))), Patience, what);

    public Task SettledAsync(long messages, int lane = 0) =>
        SeeAsync(ledger => ledger.Accepted.Value + ledger.Restored.Value == messages && ledger.Waiting.Value == 0, $"{messages} messages, none of which waits", lane);

    public async Task StopAsync()
    {
        _outbox.Complete();
        await _run.WaitAsync(Patience);
        Assert.All(_outbox.Counts.Ledgers, ledger => Assert.Equal((0, 0), (ledger.Difference, ledger.Waiting.Value)));
        Assert.Equal(0, _outbox.Counts.Other.Difference);
    }

    public async Task AbortAsync()
    {
        _outbox.Abort();
        await StopAsync();
    }

    public async ValueTask DisposeAsync()
    {
        _outbox.Abort();
        await _run.WaitAsync(Patience);
        _outbox.Dispose();
    }
}
