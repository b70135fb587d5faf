using System.Globalization;

namespace Windsock.Agent.Doctor;

/// <summary>Words and figures that results share.</summary>
internal static class CheckWords
{
    /// <summary>The word of a state in tables and in JSON.</summary>
    public static string Of(CheckState state) => state switch
    {
        CheckState.Ok => "ok",
        CheckState.Warn => "warn",
        CheckState.Fail => "fail",
        _ => "skipped",
    };

    /// <summary>The word of an area in JSON.</summary>
    public static string Of(CheckArea area) => area.ToString().ToLowerInvariant();

    /// <summary><c>1 pod</c>, <c>12,000 pods</c>.</summary>
    public static string Count(long number, string one, string many) => $"{Number(number)} {(number == 1 ? one : many)}";

    /// <summary><c>12,000</c>.</summary>
    public static string Number(double number) => number.ToString("#,0", CultureInfo.InvariantCulture);

    /// <summary><c>a, b and c</c>; the rest after <paramref name="most"/> is counted.</summary>
    public static string List(IReadOnlyCollection<string> names, int most = 8)
    {
        var shown = names.Count > most ? [.. names.Take(most), $"{names.Count - most} more"] : names.ToList();
        return shown.Count <= 1 ? string.Concat(shown) : $"{string.Join(", ", shown.SkipLast(1))} and {shown[^1]}";
    }

    /// <summary><c>3 ok, 1 warning, 1 failure</c>; skipped ones only when there are some.</summary>
    public static string Summary(IReadOnlyCollection<CheckReport> reports)
    {
        var skipped = CountOf(CheckState.Skipped);
        return $"{CountOf(CheckState.Ok)} ok, {Count(CountOf(CheckState.Warn), "warning", "warnings")}, {Count(CountOf(CheckState.Fail), "failure", "failures")}{(skipped > 0 ? $", {skipped} skipped" : "")}";

        int CountOf(CheckState state) => reports.Count(report => report.Result.State == state);
    }
}
