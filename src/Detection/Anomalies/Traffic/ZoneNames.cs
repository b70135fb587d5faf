using System.Collections.Immutable;

namespace Windsock.Detection.Anomalies.Traffic;

/// <summary>Splits a DNS name into the zone that somebody registered and what is in front of it. A short rule in place of the public
/// suffix list: two labels, or three where the second one is a registry's own below a country.</summary>
internal static class ZoneNames
{
    private static readonly ImmutableHashSet<string> RegistryLabels = ["co", "com", "net", "org", "gov", "edu", "ac", "or", "ne", "go"];

    /// <summary>Names that nobody registered: addresses in reverse, and the cluster's own.</summary>
    public static bool IsLocal(ReadOnlySpan<char> name, string clusterDomain) =>
        EndsIn(name, clusterDomain) || EndsIn(name, "arpa") || EndsIn(name, "local") || EndsIn(name, "localhost") || name.IndexOf('.') < 0;

    /// <param name="name">In lower case, without the final dot.</param>
    /// <returns>The zone, and what is in front of it without its last dot; that may be empty.</returns>
    public static (string Zone, string Below) Split(string name)
    {
        var cut = LabelsFromEnd(name, 2);
        if (cut > 0 && IsRegistry(name, cut))
        {
            cut = LabelsFromEnd(name, 3);
        }

        return cut <= 0 ? (name, "") : (name[cut..], name[..(cut - 1)]);
    }

    /// <summary>Where the last labels begin; 0 when there are no more.</summary>
    private static int LabelsFromEnd(string name, int labels)
    {
        var index = name.Length;
        for (var label = 0; label < labels; label++)
        {
            index = name.LastIndexOf('.', index - 1);
            if (index <= 0)
            {
                return 0;
            }
        }

        return index + 1;
    }

    private static bool IsRegistry(string name, int cut)
    {
        var dot = name.IndexOf('.', cut);
        return name.Length - dot == 3 && RegistryLabels.Contains(name[cut..dot]);
    }

    private static bool EndsIn(ReadOnlySpan<char> name, string domain) =>
        name.EndsWith(domain, StringComparison.OrdinalIgnoreCase) && (name.Length == domain.Length || name[^(domain.Length + 1)] == '.');
}
