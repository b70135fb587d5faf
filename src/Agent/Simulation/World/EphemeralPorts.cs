namespace Windsock.Agent.Simulation.World;

/// <summary>Ports that clients open their connections from, one after the other per address: none comes again while anybody may
/// still remember the connection that had it.</summary>
internal sealed class EphemeralPorts(SeededRandom random)
{
    private const int First = 32_768;
    private const int Count = 28_000;

    private readonly Dictionary<string, int> _next = new(StringComparer.Ordinal);

    public int Next(string ip)
    {
        if (!_next.TryGetValue(ip, out var next))
        {
            next = random.Below(Count);
        }

        _next[ip] = next + 1;
        return First + (next % Count);
    }
}
