using System.Globalization;

namespace Windsock.Agent.Configuration.Values;

/// <summary>Sizes in bytes as people write them: a whole number, alone or with a binary unit (<c>1MiB</c>, <c>64KiB</c>).</summary>
internal static class ByteSizeText
{
    public const string Form = "a size such as 65536, 64KiB, 1MiB or 2GiB";

    private static readonly (string Unit, long Size)[] Units = [("GiB", 1L << 30), ("MiB", 1L << 20), ("KiB", 1L << 10), ("B", 1)];

    public static bool TryParse(string text, out long bytes)
    {
        bytes = 0;
        var (unit, size) = Array.Find(Units, candidate => text.EndsWith(candidate.Unit, StringComparison.Ordinal));
        var number = unit is null ? text : text[..^unit.Length].TrimEnd(' ');
        if (!long.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out var count) || count > long.MaxValue / Math.Max(size, 1))
        {
            return false;
        }

        bytes = count * Math.Max(size, 1);
        return true;
    }

    /// <summary>With the largest unit that divides it.</summary>
    public static string Format(long bytes)
    {
        var (unit, size) = Array.Find(Units, candidate => candidate.Size > 1 && bytes >= candidate.Size && bytes % candidate.Size == 0);
        return unit is null ? bytes.ToString(CultureInfo.InvariantCulture) : string.Create(CultureInfo.InvariantCulture, $"{bytes / size}{unit}");
    }
}
