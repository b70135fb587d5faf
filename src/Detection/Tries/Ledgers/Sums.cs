namespace Windsock.Detection.Tries.Ledgers;

/// <summary>Counts come from the network, thousands at a time: they must neither wrap nor stop the branch.</summary>
internal static class Sums
{
    /// <param name="left">Not negative; so is <paramref name="right"/>.</param>
    public static int Saturating(int left, int right) => right <= int.MaxValue - left ? left + right : int.MaxValue;
}
