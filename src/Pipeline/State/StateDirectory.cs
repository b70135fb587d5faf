using System.Collections.Immutable;
using System.Globalization;
using Microsoft.Extensions.Logging;
using Windsock.Model.Metrics;
using Windsock.Model.State;
using Windsock.Pipeline.Queues;
using Windsock.Pipeline.Stages;
using Windsock.Pipeline.Storage;
using Windsock.Pipeline.Supervision;

namespace Windsock.Pipeline.State;

/// <summary>A directory with one file per name, each the old content or the new one whatever happens to the process or the machine.
/// Written in the background: whoever writes never waits, and a disk that will not costs freshness, not the agent.</summary>
public sealed partial class StateDirectory : IStateStore, IStage
{
    /// <summary>Names that may be written; each holds at most one content that waits.</summary>
    internal const int MaxNames = 64;

    /// <summary>Of one content.</summary>
    internal const int MaxBytes = 32 * 1024 * 1024;

    /// <summary>Files of others that one question reads.</summary>
    internal const int MaxForeign = 1_000;

    /// <summary>Of one name; the oldest goes first.</summary>
    private const int MaxSetAside = 5;

    /// <summary>Room for the header.</summary>
    private const int MaxFileBytes = MaxBytes + 128;

    private readonly IFolder _folder;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly Lock _lock = new();
    private readonly Dictionary<string, byte[]?> _waiting = new(StringComparer.Ordinal);
    private readonly WakeSignal _wake = new();
    private readonly CancellationTokenSource _abort = new();
    private readonly ChangedText _failure = new();
    private readonly StateMetrics _counts = new();
    private volatile bool _isComplete;

    /// <param name="directory">Made when it is not there; when that fails, every write fails, is said and tried again.</param>
    public StateDirectory(string directory, TimeProvider time, ILogger logger)
        : this(new DiskFolder(directory), time, logger)
    {
    }

    internal StateDirectory(IFolder folder, TimeProvider time, ILogger logger) => (_folder, _time, _logger) = (folder, time, logger);

    /// <summary>What a state directory reports, for whoever describes metrics without having one.</summary>
    public static ImmutableArray<MetricFamily> MetricFamilies => StateMetrics.All;

    public string Name => "state";

    public IMetricSource Metrics => _counts;

    internal StateMetrics Counts => _counts;

    public byte[]? Read(string name)
    {
        if (!StateFile.IsName(name))
        {
            throw new ArgumentException($"'{name}' is not a name of a state: lower-case letters, digits and hyphens, at most 100", nameof(name));
        }

        byte[]? file;
        try
        {
            file = _folder.Read(name + StateFile.Extension, MaxFileBytes);
        }
        catch (Exception failure) when (StorageFailure.Is(failure))
        {
            _counts.Count(StateFault.Unreadable, isForeign: false);
            LogUnreadable(_logger, name, failure.Message);
            return null;
        }

        if (file is null)
        {
            return null;
        }

        var (content, fault) = StateFile.Decode(file);
        if (content is null)
        {
            SetAside(name, fault, Words(fault));
        }

        return content;
    }

    public void Write(string name, ReadOnlyMemory<byte> content)
    {
        var isTaken = !_isComplete && content.Length <= MaxBytes && StateFile.IsName(name);
        if (isTaken)
        {
            // A copy: the caller goes on with its buffer.
            var copy = content.ToArray();
            lock (_lock)
            {
                isTaken = _waiting.ContainsKey(name) || _waiting.Count < MaxNames;
                if (isTaken)
                {
                    _counts.Count(StateWrite.Superseded, _waiting.GetValueOrDefault(name) is null ? 0 : 1);
                    _waiting[name] = copy;
                }
            }
        }

        if (isTaken)
        {
            _wake.Set();
            return;
        }

        _counts.Count(StateWrite.Refused);
        LogRefused(_logger, name, content.Length, MaxBytes, MaxNames);
    }

    public void SetAside(string name, string why) => SetAside(name, StateFault.Unusable, why);

    public IReadOnlyList<(string Name, byte[] Content)> ReadAll(string prefix)
    {
        var all = new List<(string, byte[])>();
        try
        {
            foreach (var file in _folder.Names().Where(file => file.StartsWith(prefix, StringComparison.Ordinal) && file.EndsWith(StateFile.Extension, StringComparison.Ordinal)).Take(MaxForeign))
            {
                if (ReadForeign(file) is { } content)
                {
                    all.Add((file[..^StateFile.Extension.Length], content));
                }
            }
        }
        catch (DirectoryNotFoundException)
        {
            // Nobody has written anything yet.
        }
        catch (Exception failure) when (StorageFailure.Is(failure))
        {
            _counts.Count(StateFault.Unreadable, isForeign: true);
            LogUnreadable(_logger, prefix, failure.Message);
        }

        return all;
    }

    public async Task RunAsync()
    {
        var backoff = Backoff.Standard(Random.Shared);
        while (true)
        {
            // Asked before the writing: what comes after the end does not count, what came before it does.
            var isLast = _isComplete;
            var isWell = WriteWaiting();
            if (isLast)
            {
                Abandon();
                return;
            }

            if (isWell)
            {
                backoff = Backoff.Standard(Random.Shared);
                await _wake.WaitAsync(limit: null, _time, _abort.Token).ConfigureAwait(false);
            }
            else
            {
                await PauseAsync(backoff.Next(TimeSpan.Zero)).ConfigureAwait(false);
            }
        }
    }

    public void Complete()
    {
        _isComplete = true;
        _wake.Set();
    }

    public void Abort()
    {
        _isComplete = true;
        _abort.Cancel();
    }

    public void Dispose() => _abort.Dispose();

    /// <summary>One attempt for each name. False: the disk will not; what failed waits on, unless there is a newer content.</summary>
    private bool WriteWaiting()
    {
        var isWell = true;
        foreach (var name in WaitingNames())
        {
            var content = Take(name);
            if (content is not null && !TryWrite(name, content))
            {
                isWell = false;
                GiveBack(name, content);
            }
        }

        return isWell;
    }

    private bool TryWrite(string name, byte[] content)
    {
        try
        {
            _folder.Create();
            _folder.Replace(name + StateFile.Extension, StateFile.Encode(content));
        }
        catch (Exception failure) when (StorageFailure.Is(failure))
        {
            _counts.Count(StateWrite.Failed);
            if (_failure.IsNew(failure.Message))
            {
                LogNotWritten(_logger, name, failure.Message);
            }

            return false;
        }

        _counts.Count(StateWrite.Written);
        if (_failure.Clear())
        {
            LogWrittenAgain(_logger, _folder.Path);
        }

        return true;
    }

    private string[] WaitingNames()
    {
        lock (_lock)
        {
            return [.. _waiting.Where(entry => entry.Value is not null).Select(entry => entry.Key)];
        }
    }

    private byte[]? Take(string name)
    {
        lock (_lock)
        {
            var content = _waiting[name];
            // The name stays: there are few, and it will be written again.
            _waiting[name] = null;
            return content;
        }
    }

    private void GiveBack(string name, byte[] content)
    {
        lock (_lock)
        {
            _counts.Count(StateWrite.Superseded, _waiting[name] is null ? 0 : 1);
            _waiting[name] ??= content;
        }
    }

    private void Abandon()
    {
        var left = WaitingNames();
        if (left.Length > 0)
        {
            _counts.Count(StateWrite.Abandoned, left.Length);
            LogAbandoned(_logger, string.Join(", ", left), _folder.Path);
        }
    }

    private byte[]? ReadForeign(string file)
    {
        var fault = StateFault.Unreadable;
        try
        {
            if (_folder.Read(file, MaxFileBytes) is not { } bytes)
            {
                return null;
            }

            (var content, fault) = StateFile.Decode(bytes);
            if (content is not null)
            {
                return content;
            }
        }
        catch (Exception failure) when (StorageFailure.Is(failure))
        {
            LogUnreadable(_logger, file, failure.Message);
        }

        _counts.Count(fault, isForeign: true);
        return null;
    }

    private void SetAside(string name, StateFault fault, string why)
    {
        _counts.Count(fault, isForeign: false);
        var mark = name + ".corrupt-";
        var aside = mark + _time.GetUtcNow().ToString("yyyyMMdd'T'HHmmss.fffffff'Z'", CultureInfo.InvariantCulture);
        try
        {
            _folder.Rename(name + StateFile.Extension, aside);
            foreach (var old in _folder.Names().Where(file => file.StartsWith(mark, StringComparison.Ordinal)).SkipLast(MaxSetAside))
            {
                _folder.Delete(old);
            }

            LogSetAside(_logger, name, why, aside);
        }
        catch (Exception failure) when (StorageFailure.Is(failure))
        {
            LogNotSetAside(_logger, name, why, failure.Message);
        }
    }

    /// <summary>New contents come meanwhile, and the end may: neither makes the disk better, but the end does not wait.</summary>
    private async Task PauseAsync(TimeSpan wait)
    {
        var began = _time.GetTimestamp();
        while (!_isComplete && wait - _time.GetElapsedTime(began) is { Ticks: > 0 } rest)
        {
            await _wake.WaitAsync(rest, _time, _abort.Token).ConfigureAwait(false);
        }
    }

    private static string Words(StateFault fault) => fault switch
    {
        StateFault.Truncated => "it ends too early",
        StateFault.UnknownVersion => "another version of the agent wrote it",
        _ => "its checksum or its first line is wrong",
    };

    [LoggerMessage(2051, LogLevel.Warning, "State '{Name}' cannot be used and is begun anew: {Why}. It is kept as {Aside}.")]
    private static partial void LogSetAside(ILogger logger, string name, string why, string aside);

    [LoggerMessage(2052, LogLevel.Warning, "State '{Name}' cannot be used and is begun anew: {Why}. It could not be set aside: {Failure}")]
    private static partial void LogNotSetAside(ILogger logger, string name, string why, string failure);

    [LoggerMessage(2053, LogLevel.Warning, "State '{Name}' cannot be read: {Failure}")]
    private static partial void LogUnreadable(ILogger logger, string name, string failure);

    [LoggerMessage(2054, LogLevel.Warning, "State '{Name}' is not written: {Failure}. It is tried again; until then a restart goes back to what was written last. Said again only when the text changes")]
    private static partial void LogNotWritten(ILogger logger, string name, string failure);

    [LoggerMessage(2055, LogLevel.Information, "State is written to {Directory} again.")]
    private static partial void LogWrittenAgain(ILogger logger, string directory);

    [LoggerMessage(2056, LogLevel.Error, "State {Names} was not written to {Directory} before the agent stopped: the next start goes back to what was written last.")]
    private static partial void LogAbandoned(ILogger logger, string names, string directory);

    [LoggerMessage(2057, LogLevel.Warning, "State '{Name}' of {Bytes} bytes was not taken: names are lower-case letters, digits and hyphens, at most {MaxBytes} bytes and {MaxNames} names are kept, and none after the end")]
    private static partial void LogRefused(ILogger logger, string name, int bytes, int maxBytes, int maxNames);
}
