using System.Globalization;
using System.Text;
using Windsock.Exporter.Prometheus.Series;

namespace Windsock.Exporter.Prometheus.Writing;

/// <summary>Writes <c> # {run_id="...",try_number="1",map_index="2",trace_id="..."} value time</c>.
/// OpenMetrics allows 128 characters for all names and values together. What does not fit goes in this order: first the
/// trace id as a whole (half of one finds nothing), then the end of the run id. Numbers are never cut. What the pod does not
/// say (run id, try 0, map index -1) is left out.</summary>
internal static class ExemplarText
{
    public const int MaxCharacters = 128;

    /// <summary>128 characters of at most 4 bytes (escapes of 1-byte characters take 2), quotes, value and time.</summary>
    public const int MaxBytes = 720;

    /// <returns>Bytes written; 0 when the example has nothing to say.</returns>
    public static int Write(Exemplar exemplar, Span<byte> output)
    {
        var attempt = exemplar.Try;
        var room = MaxCharacters;
        room -= attempt.TryNumber > 0 ? "try_number".Length + Digits(attempt.TryNumber) : 0;
        room -= attempt.MapIndex >= 0 ? "map_index".Length + Digits(attempt.MapIndex) : 0;
        var run = attempt.RunId.Length > 0 ? attempt.RunId : attempt.ExecutionDate;
        var runRoom = room - "run_id".Length;
        var runCharacters = run.Length == 0 ? 0 : "run_id".Length + CountRunes(run, MaxCharacters);
        var traceCharacters = exemplar.TraceId.Length == 0 ? 0 : "trace_id".Length + CountRunes(exemplar.TraceId, MaxCharacters);
        var hasTrace = traceCharacters > 0 && runCharacters + traceCharacters <= room;

        var line = new Line(output);
        line.Append(run.Length > 0 ? "run_id"u8 : default, TakeRunes(run, runRoom));
        line.AppendNumber("try_number"u8, attempt.TryNumber, attempt.TryNumber > 0);
        line.AppendNumber("map_index"u8, attempt.MapIndex, attempt.MapIndex >= 0);
        line.Append(hasTrace ? "trace_id"u8 : default, exemplar.TraceId);
        return line.Finish(exemplar);
    }

    private static int Digits(int value) => value.ToString(CultureInfo.InvariantCulture).Length;

    private static int CountRunes(ReadOnlySpan<char> text, int enough)
    {
        var count = 0;
        foreach (var _ in text.EnumerateRunes())
        {
            // Longer than any limit: no need to walk a hostile text to its end.
            if (++count > enough)
            {
                break;
            }
        }

        return count;
    }

    private static ReadOnlySpan<char> TakeRunes(ReadOnlySpan<char> text, int count)
    {
        var length = 0;
        while (count-- > 0 && length < text.Length)
        {
            Rune.DecodeFromUtf16(text[length..], out _, out var consumed);
            length += consumed;
        }

        return text[..length];
    }

    private ref struct Line(Span<byte> output)
    {
        private readonly Span<byte> _output = output;
        private int _length;

        public void Append(ReadOnlySpan<byte> name, ReadOnlySpan<char> value)
        {
            if (name.IsEmpty)
            {
                return;
            }

            Open(name);
            _length += EscapedText.WriteQuoted(value, _output[_length..]);
            _output[_length++] = (byte)'"';
        }

        public void AppendNumber(ReadOnlySpan<byte> name, int value, bool isPresent)
        {
            if (isPresent)
            {
                Open(name);
                _length += GoNumber.Write((long)value, _output[_length..]);
                _output[_length++] = (byte)'"';
            }
        }

        public int Finish(Exemplar exemplar)
        {
            if (_length == 0)
            {
                return 0;
            }

            Add("} "u8);
            _length += GoNumber.Write(exemplar.Value, _output[_length..]);
            _output[_length++] = (byte)' ';
            AddTime(exemplar.Time.UnixNanoseconds / 1_000_000);
            return _length;
        }

        private void Open(ReadOnlySpan<byte> name)
        {
            Add(_length == 0 ? " # {"u8 : ","u8);
            Add(name);
            Add("=\""u8);
        }

        // Prometheus keeps milliseconds.
        private void AddTime(long milliseconds)
        {
            _length += GoNumber.Write(milliseconds / 1000, _output[_length..]);
            var rest = (int)(milliseconds % 1000);
            Add([(byte)'.', (byte)('0' + (rest / 100)), (byte)('0' + (rest / 10 % 10)), (byte)('0' + (rest % 10))]);
        }

        private void Add(scoped ReadOnlySpan<byte> bytes)
        {
            bytes.CopyTo(_output[_length..]);
            _length += bytes.Length;
        }
    }
}
