using System.Collections.Immutable;

namespace Windsock.Exporter.Alerts.Http;

/// <summary>Takes secrets out of a text that others wrote: a receiver may repeat the address or the token that it was asked with. Pure.</summary>
internal sealed class Redaction
{
    private const string Mask = "***";

    /// <summary>Shorter ones would mask ordinary words; no secret that is worth its name is shorter.</summary>
    private const int MinLength = 4;

    /// <summary>Parts of a path that are shorter are names (<c>services</c> has eight letters, and is no loss).</summary>
    private const int MinPartLength = 6;

    private readonly ImmutableArray<string> _secrets;

    private Redaction(IEnumerable<string> secrets) =>
        _secrets = [.. secrets.Where(secret => secret.Length >= MinLength).Distinct(StringComparer.Ordinal).OrderByDescending(secret => secret.Length)];

    /// <param name="secretAddress">An address whose path or query is a secret; null when there is none.</param>
    /// <param name="secrets">Tokens, keys and values of headers.</param>
    public static Redaction Of(Uri? secretAddress, IEnumerable<string> secrets) =>
        new(secrets.Concat(secretAddress is null ? [] : PartsOf(secretAddress)));

    public string Apply(string text)
    {
        foreach (var secret in _secrets)
        {
            text = text.Replace(secret, Mask, StringComparison.OrdinalIgnoreCase);
        }

        return text;
    }

    private static IEnumerable<string> PartsOf(Uri address)
    {
        var parts = address.PathAndQuery.Split(['/', '?', '&', '=', ';'], StringSplitOptions.RemoveEmptyEntries).Where(part => part.Length >= MinPartLength);
        return [address.AbsoluteUri, address.OriginalString, .. address.PathAndQuery.Length > 1 ? [address.PathAndQuery] : Array.Empty<string>(), .. parts, .. parts.Select(Uri.UnescapeDataString)];
    }
}
