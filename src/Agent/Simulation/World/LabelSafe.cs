using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Windsock.Agent.Simulation.World;

/// <summary>Airflow's way of making an id fit a label value (the same since 1.10.3): strip what a label may not hold, and if that
/// changed anything, cut to 53 characters and add nine digits of the original's MD5.</summary>
internal static class LabelSafe
{
    private const int MaxLength = 63;
    private const int HashDigits = 9;

    public static string Of(string id)
    {
        var kept = new string([.. id.Where(character => char.IsAsciiLetterOrDigit(character) || character is '_' or '-' or '.')]);
        var clean = kept.Trim('_', '-', '.');
        if (clean.Length <= MaxLength && clean == id)
        {
            return id;
        }

#pragma warning disable CA5351 // Airflow chose MD5 as a checksum for labels; nothing is protected by it.
        var hash = MD5.HashData(Encoding.UTF8.GetBytes(id));
#pragma warning restore CA5351
        var digits = Convert.ToHexStringLower(hash)[..HashDigits];
        var room = MaxLength - HashDigits - 1;
        return string.Create(CultureInfo.InvariantCulture, $"{(clean.Length > room ? clean[..room] : clean)}-{digits}");
    }
}
