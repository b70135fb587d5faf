namespace Windsock.Detection.Anomalies.Profiles;

/// <summary>First labels of DNS names that name one of many machines behind a place (<c>r2-x7k2p9</c>, <c>20261130</c>), and change from day to
/// day. Pure.</summary>
internal static class InstanceNames
{
    /// <summary>A short label with a digit in it (<c>db1</c>, <c>s3</c>) is a name that people gave.</summary>
    private const int LeastLength = 8;

    /// <summary>What stands for all instances of a zone that were remembered as one.</summary>
    public const string Any = "*";

    /// <summary>Both read like made by one scheme: the same kinds of characters in the same order, some of them digits, however many of
    /// each; or one is any instance, and the other reads like one.</summary>
    public static bool AreAlike(ReadOnlySpan<char> one, ReadOnlySpan<char> other) =>
        one is Any ? IsOne(other)
        : other is Any ? IsOne(one)
        : IsOne(one) && other.Length >= LeastLength && Shape(one) == Shape(other);

    private static bool IsOne(ReadOnlySpan<char> label) => label is Any || (label.Length >= LeastLength && label.ContainsAnyInRange('0', '9'));

    /// <summary>Runs of letters and digits together are <c>x</c>, runs of digits <c>0</c>, everything else is itself: <c>r2-x7k2p9</c> and
    /// <c>r0-ypelyumzmh</c> both are <c>x-x</c>.</summary>
    private static string Shape(ReadOnlySpan<char> label)
    {
        var shape = new System.Text.StringBuilder();
        for (var index = 0; index < label.Length;)
        {
            var start = index;
            var isNumber = true;
            while (index < label.Length && char.IsAsciiLetterOrDigit(label[index]))
            {
                isNumber &= char.IsAsciiDigit(label[index++]);
            }

            if (index > start)
            {
                shape.Append(isNumber ? '0' : 'x');
            }
            else
            {
                shape.Append(label[index++]);
            }
        }

        return shape.ToString();
    }
}
