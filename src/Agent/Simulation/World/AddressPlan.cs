using System.Globalization;

namespace Windsock.Agent.Simulation.World;

/// <summary>Hands out pod addresses, endpoint numbers and identities, in order.</summary>
internal sealed class AddressPlan
{
    public const string NodeIp = "172.18.0.3";

    public const string ApiServerIp = "172.18.0.2";

    private readonly Dictionary<string, uint> _identities = new(StringComparer.Ordinal);
    private readonly Ranges _ranges;
    private int _local = 10;
    private int _remote = 10;
    private uint _endpoint = 100;

    public AddressPlan()
        : this(new Ranges("10.244.1", "10.245", 1, 65_000, 10_000))
    {
    }

    private AddressPlan(Ranges ranges) => _ranges = ranges;

    /// <summary>A plan of the same node that never hands out what the usual one does. It makes no remote pods and no IPv6 addresses.</summary>
    public static AddressPlan Apart() => new(new Ranges("10.244.3", "10.247", 65_001, 500, 50_000));

    /// <summary>An address of this node's pod range that no pod has had.</summary>
    public string NextLocalIp() => Format(_ranges.SmallNet, _ranges.LargeNet, _local++);

    public string NextRemoteIp() => Format("10.244.2", "10.246", _remote++);

    public string NextLocalIpV6() => string.Create(CultureInfo.InvariantCulture, $"fd00:10:244:1::{_local++:x}");

    public uint NextEndpointId() => _ranges.FirstEndpoint + (_endpoint++ % _ranges.Endpoints);

    /// <summary>One number per set of identity labels, as Cilium allocates them cluster-wide.</summary>
    public uint IdentityOf(string labels)
    {
        if (!_identities.TryGetValue(labels, out var identity))
        {
            identity = _ranges.FirstIdentity + (uint)_identities.Count;
            _identities.Add(labels, identity);
        }

        return identity;
    }

    // The small range first, because it reads well; then a /16, which lasts for hours of short pods.
    private static string Format(string small, string large, int number) => number < 250
        ? string.Create(CultureInfo.InvariantCulture, $"{small}.{number}")
        : string.Create(CultureInfo.InvariantCulture, $"{large}.{number / 250 % 250}.{1 + (number % 250)}");

    private sealed record Ranges(string SmallNet, string LargeNet, uint FirstEndpoint, uint Endpoints, uint FirstIdentity);
}
