namespace Windsock.Agent.Simulation.Reconciliation;

/// <summary>Two numbers that must be equal to the event, or differ by no more than what nobody can know.</summary>
/// <param name="Name">In words: what is compared with what.</param>
/// <param name="Doubt">By how much the right one may be greater: nobody can know of so many.</param>
internal sealed record Equation(string Name, long Left, long Right, long Doubt = 0)
{
    /// <summary>Why there is a doubt.</summary>
    public string DoubtBecause { get; init; } = "their events were lost";

    public bool Holds => Left <= Right && Right <= Left + Doubt;

    /// <summary>How far the right one is from what is allowed; 0 when it holds.</summary>
    public long OffBy => Right < Left ? Right - Left : Math.Max(0, Right - Left - Doubt);
}
