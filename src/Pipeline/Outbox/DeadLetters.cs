using System.Buffers;
using System.Text.Json;
using System.Text.RegularExpressions;
using Microsoft.Extensions.Logging;
using Windsock.Model.Metrics;
using Windsock.Pipeline.Storage;

namespace Windsock.Pipeline.Outbox;

/// <summary>What no sink took, one line of JSON each, for people: <c>time</c>, <c>sink</c>, <c>key</c>, <c>reason</c> (a word of a closed
/// set), <c>why</c> (what the receiver said, without secrets), <c>payload</c>. Any thread; a disk that will not costs the line.</summary>
internal sealed partial class DeadLetters(IFolder? folder, int maxBytes, ILogger logger) : IDisposable
{
    public const string FileName = "dead-letters.jsonl";

    /// <summary>Of what a receiver said.</summary>
    private const int MaxWhy = 1_000;

    private readonly Lock _lock = new();
    private readonly ChangedText _failure = new();
    private IAppendedFile? _file;

    public Counter Written { get; } = new();

    /// <summary>The disk would not.</summary>
    public Counter Failed { get; } = new();

    /// <summary>There is no directory to keep them in.</summary>
    public Counter NotKept { get; } = new();

    public void Write(DateTimeOffset time, string sink, OutboxEntry entry, string reason, string why)
    {
        if (folder is null)
        {
            NotKept.Add();
            return;
        }

        var line = LineOf(time, sink, entry, reason, why);
        lock (_lock)
        {
            try
            {
                Append(folder, line);
            }
            catch (Exception failure) when (StorageFailure.Is(failure))
            {
                _file?.Dispose();
                _file = null;
                Failed.Add();
                if (_failure.IsNew(failure.Message))
                {
                    LogNotWritten(logger, failure.Message);
                }

                return;
            }

            Written.Add();
            if (_failure.Clear())
            {
                LogWrittenAgain(logger, folder.Path);
            }
        }
    }

    public void Dispose() => _file?.Dispose();

    /// <summary>An address in a message of somebody else's may hold a token in its path: only the host is left.</summary>
    internal static string Redact(string text) => Address().Replace(text.Length > MaxWhy ? text[..MaxWhy] : text, "$1://$2/...");

    private void Append(IFolder folder, ReadOnlySpan<byte> line)
    {
        if (_file is null)
        {
            folder.Create();
            _file = folder.Append(FileName, isNew: false);
            if (_file.Length > 0)
            {
                // Perhaps the last line is half a line; an empty one does no harm.
                _file.Write("\n"u8);
            }
        }

        if (_file.Length + line.Length > maxBytes && _file.Length > 0)
        {
            _file.Dispose();
            _file = null;
            folder.Rename(FileName, FileName + ".1");
            _file = folder.Append(FileName, isNew: false);
        }

        _file.Write(line);
        _file.Flush();
    }

    private static byte[] LineOf(DateTimeOffset time, string sink, OutboxEntry entry, string reason, string why)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            json.WriteString("time", time);
            json.WriteString("sink", sink);
            json.WriteString("key", entry.Key);
            json.WriteString("reason", reason);
            json.WriteString("why", Redact(why));
            json.WritePropertyName("payload");
            WritePayload(json, entry.Payload);
            json.WriteEndObject();
        }

        buffer.Write("\n"u8);
        return buffer.WrittenSpan.ToArray();
    }

    private static void WritePayload(Utf8JsonWriter json, byte[] payload)
    {
        try
        {
            // Written anew: a payload with line breaks in it must not become several lines.
            using var document = JsonDocument.Parse(payload);
            document.RootElement.WriteTo(json);
        }
        catch (JsonException)
        {
            json.WriteBase64StringValue(payload);
        }
    }

    [GeneratedRegex(@"\b([a-zA-Z][a-zA-Z0-9+.-]{0,20})://(?:[^\s/@]{0,500}@)?([^\s/?#""']{1,300})[^\s""']*", RegexOptions.None, 100)]
    private static partial Regex Address();

    [LoggerMessage(2075, LogLevel.Warning, "A dead letter is not written: {Failure}; said again only when the text changes, counted in outbox_dead_letters_total")]
    private static partial void LogNotWritten(ILogger logger, string failure);

    [LoggerMessage(2076, LogLevel.Information, "Dead letters are written to {Directory} again.")]
    private static partial void LogWrittenAgain(ILogger logger, string directory);
}
