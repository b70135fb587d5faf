using System.Collections.Immutable;
using System.Text;
using Windsock.Model.Calls;

namespace Windsock.FlowCollector.CallReceivers;

/// <summary>Envoy's short codes of response flags, as <c>%RESPONSE_FLAGS%</c> and Istio's label <c>response_flags</c> have them.</summary>
internal static class FlagCodes
{
    /// <summary>In the order of the bits of <see cref="ResponseFlags"/>.</summary>
    public static readonly ImmutableArray<string> All =
    [
        "LH", "UH", "UT", "LR", "UR", "UF", "UC", "UO", "NR", "DI", "FI", "RL", "UAEX", "RLSE",
        "DC", "URX", "SI", "IH", "DPE", "UMSDR", "RFCF", "NFCF", "DT", "UPE", "NC", "OM", "DF", "DR",
    ];

    /// <summary>Reads codes apart by commas. Those that are not in the public list are passed over.</summary>
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
        for (var bit = 0; bit < All.Length; bit++)
        {
            if (Ascii.Equals(code, All[bit]))
            {
                return (ResponseFlags)(1u << bit);
            }
        }

        return ResponseFlags.None;
    }
}
