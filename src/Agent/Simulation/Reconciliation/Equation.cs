namespace Windsock.Agent.Simulation.Reconciliation;

/// <summary>Two numbers that must be equal to the event.</summary>
/// <param name="Name">In words: what is compared with what.</param>
internal sealed record Equation(string Name, long Left, long Right)
{
    public bool Holds => Left == Right;
}
