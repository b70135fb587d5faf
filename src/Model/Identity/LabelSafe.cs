using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Text;

namespace Windsock.Model.Identity;

/// <summary>How Airflow (since 1.10.3) turns an id into a Kubernetes label value. The result has at most 63 characters; applying
/// it twice changes nothing, so an id and its label have one label-safe form.</summary>
public static class LabelSafe
{
    private const int MaxLabelLength = 63;
    private const int HashDigits = 9;

    /// <summary>63 less the hyphen and the nine digits.</summary>
    private const int MaxKeptLength = MaxLabelLength - HashDigits - 1;

    private static readonly SearchValues<char> HexDigits = SearchValues.Create("0123456789abcdef");

    /// <summary>The label value of an id: the id itself when it is a good label value, else what is left of it, a hyphen and the
    /// first nine hexadecimal digits of the MD5 of its UTF-8 bytes.</summary>
    public static string Of(string id)
    {
        var cleaned = Clean(id);
        if (cleaned.Length <= MaxLabelLength && cleaned == id)
        {
            return id;
        }

        var kept = cleaned.Length > MaxKeptLength ? cleaned[..MaxKeptLength] : cleaned;
        return $"{kept}-{Hash(id)}";
    }

    /// <summary>False: the value is provably the id itself. True: it ends like a hash, so it may or may not be the id.</summary>
    public static bool MayBeHashed(ReadOnlySpan<char> value)
    {
        if (value.Length is <= HashDigits or > MaxLabelLength || value[^(HashDigits + 1)] != '-')
        {
            return false;
        }

        return value[^HashDigits..].IndexOfAnyExcept(HexDigits) < 0;
    }

    /// <summary>The value without its hyphen and hash; only for values that <see cref="MayBeHashed"/>.</summary>
    public static string WithoutHash(string value) => value[..^(HashDigits + 1)];

    private static string Clean(string id)
    {
        var text = id.AsSpan();
        while (text.Length > 0 && !char.IsAsciiLetterOrDigit(text[0]))
        {
            text = text[1..];
        }

        var kept = new StringBuilder(text.Length);
        foreach (var character in text)
        {
            if (char.IsAsciiLetterOrDigit(character) || character is '_' or '-' or '.')
            {
                kept.Append(character);
            }
        }

        while (kept.Length > 0 && !char.IsAsciiLetterOrDigit(kept[^1]))
        {
            kept.Length--;
        }

        return kept.ToString();
    }

    [SuppressMessage("Security", "CA5351", Justification = "Airflow's label format is defined with MD5; nothing is protected by it here.")]
    private static string Hash(string id) =>
        Convert.ToHexStringLower(MD5.HashData(Encoding.UTF8.GetBytes(id)))[..HashDigits];
}
