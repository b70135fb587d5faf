using System.Net.Sockets;
using System.Runtime.CompilerServices;

namespace Windsock.FlowCollector.Grpc;

/// <summary>A socket read at a pace (see <see cref="ReadPace"/>) instead of at every arrival.
/// <para>It reads with non-blocking system calls between timers and never awaits the socket itself: an awaited socket is registered
/// with the runtime's event loop for good, edge-triggered, and from then on every single arrival wakes two threads whether
/// somebody waits for it or not. That, not the reading, is what flows that come one by one cost.</para>
/// One reader and one writer at a time.</summary>
internal sealed class PacedStream : Stream
{
    /// <summary>How long a read stays with a socket that is faster than a timer. It blocks a pool thread for that long at most. The
    /// runtime cuts it to whole milliseconds: less than one would not wait at all.</summary>
    private const int WatchMicroseconds = 1000;

    /// <summary>Before the pace is on, polls in this number of milliseconds, and this many of them until they become longer.</summary>
    private const int PromptPolls = 200;
    private static readonly TimeSpan SlowPrompt = TimeSpan.FromMilliseconds(5);

    private readonly Socket _socket;
    private readonly TimeProvider _time;
    private readonly long _start;
    private readonly ReadPace _pace = new();
    private readonly CancellationTokenSource _closed = new();
    private RefuseServer? _refuse;
    private volatile bool _isPaced;
    private int _promptPolls;

    /// <param name="socket">Connected and non-blocking; owned by the stream from here on.</param>
    /// <param name="refuse">Looks at the first bytes that come; null: nobody does.</param>
    public PacedStream(Socket socket, TimeProvider time, RefuseServer? refuse = null)
    {
        _socket = socket;
        _time = time;
        _refuse = refuse;
        _start = time.GetTimestamp();
    }

    /// <summary>Why these first bytes show that the server is not the right one; null when they do not.</summary>
    public delegate string? RefuseServer(ReadOnlySpan<byte> first);

    /// <summary>Off during handshakes and short calls: then an empty socket is asked again every millisecond.</summary>
    public bool IsPaced
    {
        get => _isPaced;
        set => _isPaced = value;
    }

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => true;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
        TryReceive(buffer, out var count) ? new ValueTask<int>(count) : WaitAndReceiveAsync(buffer, cancellationToken);

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        while (buffer.Length > 0)
        {
            var sent = _socket.Send(buffer.Span, SocketFlags.None, out var error);
            if (error == SocketError.Success)
            {
                buffer = buffer[sent..];
            }
            else if (error == SocketError.WouldBlock)
            {
                // Rare: what a client writes on a stream of flows is a few bytes of window and ping.
                await DelayAsync(ReadPace.ShortestWait, cancellationToken);
            }
            else
            {
                throw Broken(error);
            }
        }
    }

    public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        WriteAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override void Flush()
    {
    }

    public override Task FlushAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            // Not disposed: a wait may still be entering the token, and a source without a timer holds nothing.
            _closed.Cancel();
            _socket.Dispose();
        }

        base.Dispose(disposing);
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private async ValueTask<int> WaitAndReceiveAsync(Memory<byte> buffer, CancellationToken cancellationToken)
    {
        while (true)
        {
            var wait = NextWait();
            if (wait == TimeSpan.Zero)
            {
                _socket.Poll(WatchMicroseconds, SelectMode.SelectRead);
            }
            else
            {
                await DelayAsync(wait, cancellationToken);
            }

            cancellationToken.ThrowIfCancellationRequested();
            if (TryReceive(buffer, out var count))
            {
                return count;
            }
        }
    }

    private TimeSpan NextWait()
    {
        if (_isPaced)
        {
            return _pace.Dry(_time.GetElapsedTime(_start));
        }

        return ++_promptPolls <= PromptPolls ? ReadPace.ShortestWait : SlowPrompt;
    }

    /// <summary>False when nothing is there now.</summary>
    private bool TryReceive(Memory<byte> buffer, out int count)
    {
        if (buffer.IsEmpty)
        {
            // A read of nothing asks whether there is something.
            count = 0;
            return _socket.Poll(0, SelectMode.SelectRead);
        }

        count = _socket.Receive(buffer.Span, SocketFlags.None, out var error);
        if (error == SocketError.WouldBlock)
        {
            return false;
        }

        if (error != SocketError.Success)
        {
            throw Broken(error);
        }

        if (_refuse is not null)
        {
            CheckGreeting(buffer.Span[..count]);
        }

        _pace.Read(count);
        _promptPolls = 0;
        return true;
    }

    private void CheckGreeting(ReadOnlySpan<byte> first)
    {
        var reason = _refuse!(first);
        _refuse = null;
        if (reason is not null)
        {
            throw new IOException(reason, new GrpcException(GrpcCode.Unavailable, reason));
        }
    }

    private async Task DelayAsync(TimeSpan wait, CancellationToken cancellationToken)
    {
        try
        {
            await Task.Delay(wait, _time, _closed.Token);
        }
        catch (OperationCanceledException)
        {
            cancellationToken.ThrowIfCancellationRequested();
            throw Broken(SocketError.OperationAborted);
        }
    }

    private static IOException Broken(SocketError error)
    {
        var inner = new SocketException((int)error);
        return new IOException(inner.Message, inner);
    }
}
