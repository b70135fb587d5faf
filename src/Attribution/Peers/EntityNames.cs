using Windsock.Model.Flows;

namespace Windsock.Attribution.Peers;

/// <summary>The reserved identities of Cilium: ends that are no pods.</summary>
internal static class EntityNames
{
    public const string World = "world";

    private const string ReservedPrefix = "reserved:";

    /// <summary>Identities from here on stand for CIDRs and DNS names, known to one node only.</summary>
    private const uint FirstLocalIdentity = 1 << 24;

    /// <summary>The name of the entity, empty for anything else. A CIDR identity also carries <c>reserved:world</c>; it is
    /// <see cref="World"/> only where its CIDR may not be shown.</summary>
    public static string Of(Endpoint endpoint)
    {
        var found = "";
        foreach (var label in endpoint.Labels)
        {
            if (label.StartsWith(ReservedPrefix, StringComparison.Ordinal))
            {
                var name = Known(label.AsSpan(ReservedPrefix.Length));

                // A control plane node is both host and API server; the API server says more. World says least.
                found = name == "kube-apiserver" || found.Length == 0 || found == World ? name : found;
            }
        }

        return found.Length > 0 ? found : ByNumber(endpoint.Identity);
    }

    /// <summary>Entities whose address is never one of a pod that is worth looking up.</summary>
    public static bool IsNeverAPod(string entity) => entity is "host" or "remote-node" or "kube-apiserver" or "health" or "ingress";

    /// <summary>No identity, or one that Cilium gives to pods it does not know yet.</summary>
    public static bool IsUnnamedPod(string entity) => entity is "" or "init" or "unmanaged";

    private static string Known(ReadOnlySpan<char> name) => name switch
    {
        "host" => "host",
        "world" or "world-ipv4" or "world-ipv6" => World,
        "unmanaged" => "unmanaged",
        "health" => "health",
        "init" => "init",
        "remote-node" => "remote-node",
        "kube-apiserver" => "kube-apiserver",
        "ingress" => "ingress",
        _ => "",
    };

    private static string ByNumber(uint identity) => identity switch
    {
        1 => "host",
        2 or 9 or 10 or >= FirstLocalIdentity => World,
        3 => "unmanaged",
        4 => "health",
        5 => "init",
        6 => "remote-node",
        7 => "kube-apiserver",
        8 => "ingress",
        _ => "",
    };
}
