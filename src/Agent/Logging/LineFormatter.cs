using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Logging.Console;
using Microsoft.Extensions.Options;
using Windsock.Agent.Cli;

namespace Windsock.Agent.Logging;

/// <summary>One line per entry: <c>2026-03-01T09:30:00.125Z INFO  hubble: message</c>. Text from outside cannot start a new line.</summary>
internal sealed class LineFormatter : ConsoleFormatter
{
    public const string FormatterName = "windsock";

    /// <summary>Causes of causes beyond this say nothing new.</summary>
    private const int MaxCauses = 5;

    private readonly TimeProvider _time;
    private readonly bool _withStacks;

    public LineFormatter(TimeProvider time, IOptions<LineFormatterOptions> options)
        : base(FormatterName)
    {
        _time = time;
        _withStacks = options.Value.WithStacks;
    }

    public override void Write<TState>(in LogEntry<TState> logEntry, IExternalScopeProvider? scopeProvider, TextWriter textWriter)
    {
        textWriter.Write(_time.GetUtcNow().ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", System.Globalization.CultureInfo.InvariantCulture));
        textWriter.Write(' ');
        textWriter.Write(LevelWord(logEntry.LogLevel));
        textWriter.Write(' ');
        textWriter.Write(ShortCategory(logEntry.Category));
        textWriter.Write(": ");
        WriteOnOneLine(textWriter, logEntry.Formatter(logEntry.State, logEntry.Exception));
        if (logEntry.Exception is { } failure)
        {
            WriteCauses(textWriter, failure);
        }

        textWriter.Write('\n');
        if (_withStacks && logEntry.Exception is not null)
        {
            textWriter.Write(logEntry.Exception);
            textWriter.Write('\n');
        }
    }

    /// <summary>Folder of the class in small letters (<c>Windsock.FlowCollector.Hubble.HubbleSource</c> is <c>hubble</c>); for
    /// foreign categories the last name.</summary>
    public static string ShortCategory(string category)
    {
        var parts = category.Split('.');
        return parts is ["Windsock", _, ..] ? parts[Math.Max(1, parts.Length - 2)].ToLowerInvariant() : parts[^1];
    }

    private static void WriteCauses(TextWriter writer, Exception failure)
    {
        var cause = failure;
        for (var i = 0; i < MaxCauses && cause is not null; i++, cause = cause.InnerException)
        {
            writer.Write(i == 0 ? " (" : " <- ");
            writer.Write(cause.GetType().Name);
            writer.Write(": ");
            WriteOnOneLine(writer, cause.Message);
        }

        writer.Write(')');
    }

    private static void WriteOnOneLine(TextWriter writer, string text)
    {
        foreach (var letter in text)
        {
            writer.Write(SafeText.IsSafe(letter) ? letter : ' ');
        }
    }

    private static string LevelWord(LogLevel level) => level switch
    {
        LogLevel.Trace => "TRACE",
        LogLevel.Debug => "DEBUG",
        LogLevel.Information => "INFO ",
        LogLevel.Warning => "WARN ",
        LogLevel.Error => "ERROR",
        _ => "FATAL",
    };
}
