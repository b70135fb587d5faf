using Windsock.Model.Identity;

namespace Windsock.Attribution.Identities;

/// <summary>Dates that Airflow squeezed into label values, back to the ISO 8601 text Python's <c>isoformat</c> wrote.</summary>
internal static class IsoDates
{
    /// <summary>Length of <c>2021-03-04T</c>, and of the six digits of the time of day that follow it.</summary>
    private const int DateLength = 11;
    private const int TimeDigits = 6;

    /// <summary>From the KubernetesExecutor's label (<c>2021-03-04T05_06_07_plus_00_00</c>); empty when it is not a date.</summary>
    public static string FromExecutorLabel(string label)
    {
        var text = label.Replace("_plus_", "+", StringComparison.Ordinal).Replace('_', ':');
        return IsDate(text) && text.Length > DateLength + 7 && text[13] == ':' ? text : "";
    }

    /// <summary>From a label-safe value that holds a date, alone (<c>2020-08-24T0300000000-71ba3e273</c>) or as the tail of a run id
    /// (<c>scheduled__2023-10-09T0000000000-d95390652</c>). The restored text is given only if it hashes to the very label:
    /// nine digits of a hash and the shape of the text are a check that chance does not pass.</summary>
    public static bool TryRestore(string label, out string restored)
    {
        restored = "";
        if (!LabelSafe.MayBeHashed(label))
        {
            return false;
        }

        var text = LabelSafe.WithoutHash(label);
        var at = text.IndexOf("__", StringComparison.Ordinal);
        var dateAt = at < 0 ? 0 : at + 2;
        var date = text.AsSpan(dateAt);
        if (!IsDate(date) || date.Length < DateLength + TimeDigits)
        {
            return false;
        }

        var time = date[DateLength..];
        var rest = time[TimeDigits..];
        var fraction = rest.Length > TimeDigits && rest[0] == '.' ? rest[..(TimeDigits + 1)] : default;
        var zone = rest[fraction.Length..];
        var start = $"{text[..dateAt]}{date[..DateLength]}{time[..2]}:{time[2..4]}:{time[4..6]}{fraction}";
        restored = start + Zone(zone);
        return LabelSafe.Of(restored) == label;
    }

    /// <summary><c>0000</c> was <c>+00:00</c>, <c>-0500</c> was <c>-05:00</c>; what follows is kept.</summary>
    private static string Zone(ReadOnlySpan<char> zone)
    {
        if (zone.Length >= 5 && zone[0] == '-')
        {
            return $"{zone[..3]}:{zone[3..]}";
        }

        return zone.Length >= 4 ? $"+{zone[..2]}:{zone[2..]}" : zone.ToString();
    }

    private static bool IsDate(ReadOnlySpan<char> text) =>
        text.Length >= DateLength && text[4] == '-' && text[7] == '-' && text[10] == 'T'
        && AreDigits(text[..4]) && AreDigits(text[5..7]) && AreDigits(text[8..10]);

    private static bool AreDigits(ReadOnlySpan<char> text) => text.IndexOfAnyExceptInRange('0', '9') < 0;
}
