using System.Collections.Immutable;

namespace Windsock.Detection.Diagnosis;

/// <summary>Finds the names that are one name with the domains of a search path behind it.</summary>
internal static class SearchPath
{
    public static IEnumerable<Lookup> Group(TryCase tryCase)
    {
        var names = tryCase.Names.ToDictionary(name => name.Name, StringComparer.Ordinal);
        var groups = new Dictionary<string, List<NameCase>>(StringComparer.Ordinal);
        foreach (var name in tryCase.Names)
        {
            var root = RootOf(name.Name, tryCase, names);
            if (!groups.TryGetValue(root, out var members))
            {
                groups.Add(root, members = []);
            }

            members.Add(name);
        }

        // What was asked for in one form only is the name itself, however it ends.
        return groups.Select(group => new Lookup(group.Value.Count == 1 ? group.Value[0].Name : group.Key, [.. group.Value.ToImmutableArray()]));
    }

    private static string RootOf(string name, TryCase tryCase, Dictionary<string, NameCase> names)
    {
        foreach (var domain in (ReadOnlySpan<string>)
            [$"{tryCase.Try.Task.Namespace}.svc.{tryCase.ClusterDomain}", $"svc.{tryCase.ClusterDomain}", tryCase.ClusterDomain])
        {
            if (name.Length > domain.Length + 1 && name.EndsWith(domain, StringComparison.Ordinal) && name[^(domain.Length + 1)] == '.')
            {
                name = name[..^(domain.Length + 1)];
                break;
            }
        }

        // Domains of the node's own search path, and of a name that already ended in the cluster's: the shortest name that was asked
        // for and that this one goes on from. Names of one label are too common a beginning.
        for (var dot = name.IndexOf('.', StringComparison.Ordinal); dot >= 0; dot = name.IndexOf('.', dot + 1))
        {
            var beginning = name[..dot];
            if (beginning.Contains('.', StringComparison.Ordinal) && names.ContainsKey(beginning))
            {
                return beginning;
            }
        }

        return name;
    }
}
