namespace Windsock.Agent.Configuration;

/// <summary>Finds what somebody most likely meant to write.</summary>
internal static class NearMiss
{
    /// <summary>Texts beyond this length are not compared: the work is quadratic.</summary>
    private const int MaxLength = 64;

    /// <summary>The candidate with the fewest edits (insert, delete, replace, swap of neighbours; case does not count), or null
    /// when even the best is another word: more than a third of its letters differ, but at least two edits are forgiven.</summary>
    public static string? Find(string written, IEnumerable<string> candidates)
    {
        if (written.Length is 0 or > MaxLength)
        {
            return null;
        }

        string? best = null;
        var fewest = int.MaxValue;
        foreach (var candidate in candidates)
        {
            var edits = Edits(written.ToUpperInvariant(), candidate.ToUpperInvariant());
            var forgiven = Math.Max(Math.Min(2, candidate.Length - 1), candidate.Length / 3);
            if (edits <= forgiven && edits < fewest)
            {
                (best, fewest) = (candidate, edits);
            }
        }

        return best;
    }

    /// <summary><c>; did you mean 'x'?</c>, or nothing.</summary>
    public static string Hint(string written, IEnumerable<string> candidates) =>
        Find(written, candidates) is { } meant ? $"; did you mean '{meant}'?" : "";

    /// <summary>Optimal string alignment distance.</summary>
    private static int Edits(string left, string right)
    {
        var rows = new int[left.Length + 1, right.Length + 1];
        for (var i = 0; i <= left.Length; i++)
        {
            for (var j = 0; j <= right.Length; j++)
            {
                if (i == 0 || j == 0)
                {
                    rows[i, j] = i + j;
                    continue;
                }

                var cost = left[i - 1] == right[j - 1] ? 0 : 1;
                var edits = Math.Min(Math.Min(rows[i - 1, j], rows[i, j - 1]) + 1, rows[i - 1, j - 1] + cost);
                var isSwap = i > 1 && j > 1 && left[i - 1] == right[j - 2] && left[i - 2] == right[j - 1];
                rows[i, j] = isSwap ? Math.Min(edits, rows[i - 2, j - 2] + 1) : edits;
            }
        }

        return rows[left.Length, right.Length];
    }
}
