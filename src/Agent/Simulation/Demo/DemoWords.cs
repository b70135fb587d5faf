namespace Windsock.Agent.Simulation.Demo;

/// <summary>What every view says in the same words.</summary>
internal static class DemoWords
{
    public const string Standstill = "the agent decides how the last connections and tries ended and tells of what they failed of, which takes about 20 s";
}
