namespace Windsock.Agent.Simulation.Demo;

/// <summary>What every view says in the same words.</summary>
internal static class DemoWords
{
    public const string Standstill = "the agent decides how the last tries ended and tells of it, which takes up to 30 s";
}
