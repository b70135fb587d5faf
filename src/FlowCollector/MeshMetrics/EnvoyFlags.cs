using Windsock.FlowCollector.CallReceivers;
using Windsock.Model.Calls;

namespace Windsock.FlowCollector.MeshMetrics;

/// <summary>Reads Istio's label <c>response_flags</c>: Envoy's codes, or a word of ztunnel's own.</summary>
internal static class EnvoyFlags
{
    private const int MaxOtherLength = 32;

    private static readonly Dictionary<string, ResponseFlags> ByName = FlagCodes.All
        .Select((code, bit) => (code, bit)).ToDictionary(one => one.code, one => (ResponseFlags)(1u << one.bit), StringComparer.Ordinal);

    /// <param name="text">Names with commas between them; <c>-</c> or nothing when there is none.</param>
    /// <param name="other">The first word that is not among Envoy's, in the letters that such words have; empty when there is none.</param>
    public static ResponseFlags Parse(string text, out string other)
    {
        var flags = ResponseFlags.None;
        other = "";
        foreach (var part in text.AsSpan().Split(','))
        {
            var word = text.AsSpan()[part].Trim();
            if (ByName.GetAlternateLookup<ReadOnlySpan<char>>().TryGetValue(word, out var flag))
            {
                flags |= flag;
            }
            else if (other.Length == 0 && word is { Length: > 0 and <= MaxOtherLength } && word is not "-" && !word.ContainsAnyExcept(OtherLetters))
            {
                other = word.ToString();
            }
        }

        return flags;
    }

    private static System.Buffers.SearchValues<char> OtherLetters { get; } = System.Buffers.SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_");
}
