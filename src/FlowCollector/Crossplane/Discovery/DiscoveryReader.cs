using System.Text.Json;
using Windsock.FlowCollector.Cluster.Json;
using Windsock.Model.Platform;

namespace Windsock.FlowCollector.Crossplane.Discovery;

/// <summary>Reads what the API says of itself: apidiscovery.k8s.io/v2 APIGroupDiscovery, meta/v1 APIGroupList and APIResourceList. Pure;
/// what cannot be read is null.</summary>
internal static class DiscoveryReader
{
    /// <summary>The types of one group of an aggregated answer, each in the first version that serves it: they come in order of preference.</summary>
    /// <param name="isStale">A server behind the API did not answer for a version of the group: types may be missing.</param>
    public static List<CrossplaneType>? ReadGroup(ReadOnlySpan<byte> json, out bool isStale)
    {
        var stale = false;
        try
        {
            var reader = new Utf8JsonReader(json, FieldReader.Options);
            var (group, versions) = ("", new List<(string Version, List<TypeEntry> Entries)>());
            if (!FieldReader.EnterObject(ref reader))
            {
                return null;
            }

            while (FieldReader.NextProperty(ref reader))
            {
                if (reader.ValueTextEquals("metadata"u8))
                {
                    group = ReadName(ref reader);
                }
                else if (reader.ValueTextEquals("versions"u8))
                {
                    ReadVersions(ref reader, versions, ref stale);
                }
                else
                {
                    FieldReader.Skip(ref reader);
                }
            }

            return TypesOf(group, versions);
        }
        catch (Exception failure) when (FieldReader.IsMalformed(failure))
        {
            return null;
        }
        finally
        {
            isStale = stale;
        }
    }

    /// <summary>Group and preferred version of each group that is no part of Kubernetes itself.</summary>
    public static List<(string Group, string Version)>? ReadGroups(ReadOnlySpan<byte> json)
    {
        try
        {
            var reader = new Utf8JsonReader(json, FieldReader.Options);
            var groups = new List<(string Group, string Version)>();
            if (!FieldReader.EnterObject(ref reader))
            {
                return null;
            }

            while (FieldReader.NextProperty(ref reader))
            {
                if (reader.ValueTextEquals("groups"u8))
                {
                    ReadGroupList(ref reader, groups);
                }
                else
                {
                    FieldReader.Skip(ref reader);
                }
            }

            return groups;
        }
        catch (Exception failure) when (FieldReader.IsMalformed(failure))
        {
            return null;
        }
    }

    /// <summary>The types of one version of a group.</summary>
    public static List<CrossplaneType>? ReadResources(ReadOnlySpan<byte> json, string group, string version)
    {
        try
        {
            var reader = new Utf8JsonReader(json, FieldReader.Options);
            var entries = new List<TypeEntry>();
            if (!FieldReader.EnterObject(ref reader))
            {
                return null;
            }

            while (FieldReader.NextProperty(ref reader))
            {
                if (reader.ValueTextEquals("resources"u8))
                {
                    ReadEntries(ref reader, entries);
                }
                else
                {
                    FieldReader.Skip(ref reader);
                }
            }

            return TypesOf(group, [(version, entries)]);
        }
        catch (Exception failure) when (FieldReader.IsMalformed(failure))
        {
            return null;
        }
    }

    private static List<CrossplaneType> TypesOf(string group, List<(string Version, List<TypeEntry> Entries)> versions)
    {
        var types = new List<CrossplaneType>();
        var known = new HashSet<string>(StringComparer.Ordinal);
        foreach (var (version, entries) in versions)
        {
            foreach (var entry in entries)
            {
                if (entry.Role is { } role && entry.IsWhole && group.Length > 0 && version.Length > 0 && known.Add(entry.Resource))
                {
                    types.Add(new CrossplaneType(group, version, entry.Resource, entry.Kind, role));
                }
            }
        }

        return types;
    }

    private static string ReadName(ref Utf8JsonReader reader)
    {
        var name = "";
        if (!FieldReader.EnterObject(ref reader))
        {
            return name;
        }

        while (FieldReader.NextProperty(ref reader))
        {
            if (reader.ValueTextEquals("name"u8))
            {
                name = FieldReader.Text(ref reader);
            }
            else
            {
                FieldReader.Skip(ref reader);
            }
        }

        return name;
    }

    private static void ReadVersions(ref Utf8JsonReader reader, List<(string Version, List<TypeEntry> Entries)> versions, ref bool isStale)
    {
        if (!FieldReader.EnterArray(ref reader))
        {
            return;
        }

        while (FieldReader.NextObject(ref reader))
        {
            var (version, entries) = ("", new List<TypeEntry>());
            while (FieldReader.NextProperty(ref reader))
            {
                if (reader.ValueTextEquals("version"u8))
                {
                    version = FieldReader.Text(ref reader);
                }
                else if (reader.ValueTextEquals("resources"u8))
                {
                    ReadEntries(ref reader, entries);
                }
                else if (reader.ValueTextEquals("freshness"u8))
                {
                    isStale |= FieldReader.Text(ref reader) == "Stale";
                }
                else
                {
                    FieldReader.Skip(ref reader);
                }
            }

            versions.Add((version, entries));
        }
    }

    private static void ReadGroupList(ref Utf8JsonReader reader, List<(string Group, string Version)> groups)
    {
        if (!FieldReader.EnterArray(ref reader))
        {
            return;
        }

        while (FieldReader.NextObject(ref reader))
        {
            var (group, version) = ("", "");
            while (FieldReader.NextProperty(ref reader))
            {
                if (reader.ValueTextEquals("name"u8))
                {
                    group = FieldReader.Text(ref reader);
                }
                else if (reader.ValueTextEquals("preferredVersion"u8))
                {
                    version = ReadVersion(ref reader);
                }
                else
                {
                    FieldReader.Skip(ref reader);
                }
            }

            // Groups of Kubernetes have no dot (apps) or end in k8s.io; XRDs and providers may use neither.
            if (group.Contains('.', StringComparison.Ordinal) && !group.EndsWith(".k8s.io", StringComparison.Ordinal) && version.Length > 0)
            {
                groups.Add((group, version));
            }
        }
    }

    private static string ReadVersion(ref Utf8JsonReader reader)
    {
        var version = "";
        if (!FieldReader.EnterObject(ref reader))
        {
            return version;
        }

        while (FieldReader.NextProperty(ref reader))
        {
            if (reader.ValueTextEquals("version"u8))
            {
                version = FieldReader.Text(ref reader);
            }
            else
            {
                FieldReader.Skip(ref reader);
            }
        }

        return version;
    }

    private static void ReadEntries(ref Utf8JsonReader reader, List<TypeEntry> entries)
    {
        if (!FieldReader.EnterArray(ref reader))
        {
            return;
        }

        while (FieldReader.NextObject(ref reader))
        {
            var entry = new TypeEntry();
            while (FieldReader.NextProperty(ref reader))
            {
                entry.ReadField(ref reader);
            }

            entries.Add(entry);
        }
    }
}
