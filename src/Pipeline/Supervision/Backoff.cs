namespace Windsock.Pipeline.Supervision;

/// <summary>How long to wait before the next attempt: doubles from <paramref name="first"/> to <paramref name="most"/>, each
/// wait drawn evenly from the upper half of the step (so that a fleet does not return in one instant), and starts over after a
/// run that lasted <paramref name="healthyAfter"/>. Pure but for the dice.</summary>
public sealed class Backoff(TimeSpan first, TimeSpan most, TimeSpan healthyAfter, Random dice)
{
    private TimeSpan? _step;

    /// <summary>The agent's choice: 0.5 s to 30 s, healthy after one minute.</summary>
    public static Backoff Standard(Random dice) => new(TimeSpan.FromSeconds(0.5), TimeSpan.FromSeconds(30), TimeSpan.FromMinutes(1), dice);

    /// <param name="ranFor">How long the attempt that just ended had lasted.</param>
    /// <returns>Between half the current step and the whole of it, never under half of the first.</returns>
    public TimeSpan Next(TimeSpan ranFor)
    {
        var step = ranFor >= healthyAfter ? first : _step ?? first;
        _step = step * 2 < most ? step * 2 : most;
        return step * (0.5 + (dice.NextDouble() / 2));
    }
}
