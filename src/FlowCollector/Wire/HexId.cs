using System.Buffers.Text;
using Windsock.Model.Flows;

namespace Windsock.FlowCollector.Wire;

/// <summary>Reads a trace id as text: 32 hex digits, or 16 for the ids of 64 bits that older tracers make.</summary>
internal static class HexId
{
    /// <summary>None for text of any other form.</summary>
    public static FlowId Read(ReadOnlySpan<byte> text)
    {
        if (text.Length is not (16 or 32))
        {
            return default;
        }

        ulong high = 0;
        return (text.Length == 16 || TryReadWord(text[..16], out high)) && TryReadWord(text[^16..], out var low) ? new FlowId(high, low) : default;
    }

    private static bool TryReadWord(ReadOnlySpan<byte> digits, out ulong word) =>
        Utf8Parser.TryParse(digits, out word, out var length, 'x') && length == digits.Length;
}
