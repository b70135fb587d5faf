using System.Collections.Immutable;
using System.Text;
using Windsock.Model.Calls;

namespace Windsock.FlowCollector.Otlp.Decoding;

/// <summary>Reads <c>%RESPONSE_FLAGS%</c>: Envoy's short codes, apart by commas.</summary>
internal static class FlagText
{
    /// <summary>Bit by bit.</summary>
    private static readonly ImmutableArray<string> Codes =
    [
        "LH", "UH", "UT", "LR", "UR", "UF", "UC", "UO", "NR", "DI", "FI", "RL", "UAEX", "RLSE",
        "DC", "URX", "SI", "IH", "DPE", "UMSDR", "RFCF", "NFCF", "DT", "UPE", "NC", "OM", "DF", "DR",
    ];

    /// <summary>Codes that are not in the public list are passed over.</summary>
    public static ResponseFlags Read(ReadOnlySpan<byte> text)
    {
        var flags = ResponseFlags.None;
        foreach (var part in text.Split((byte)','))
        {
            flags |= Of(text[part]);
        }

        return flags;
    }

    private static ResponseFlags Of(ReadOnlySpan<byte> code)
    {
        for (var bit = 0; bit < Codes.Length; bit++)
        {
            if (Ascii.Equals(code, Codes[bit]))
            {
                return (ResponseFlags)(1u << bit);
            }
        }

        return ResponseFlags.None;
    }
}
