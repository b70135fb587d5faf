using System.Collections.Immutable;

namespace Windsock.Model.Platform;

/// <summary>Reads rows of the table: pattern, system and kind, parted by tabs; empty lines and those that begin with # say nothing.</summary>
internal static class CloudHostRows
{
    private const string ResourceName = "cloud-hosts.tsv";

    private static readonly ImmutableDictionary<string, PlatformSystem> Systems =
        Enum.GetValues<PlatformSystem>().ToImmutableDictionary(PlatformNames.Of, StringComparer.Ordinal);

    private static readonly ImmutableDictionary<string, CloudHostKind> Kinds =
        Enum.GetValues<CloudHostKind>().ToImmutableDictionary(PlatformNames.Of, StringComparer.Ordinal);

    public static ImmutableArray<CloudHost> ReadBuiltIn()
    {
        using var stream = typeof(CloudHostRows).Assembly.GetManifestResourceStream(ResourceName)
            ?? throw new InvalidOperationException($"the assembly lacks its resource {ResourceName}");
        using var reader = new StreamReader(stream);
        return Read(reader.ReadToEnd());
    }

    /// <exception cref="FormatException">A line is no row; the message says which.</exception>
    public static ImmutableArray<CloudHost> Read(string text)
    {
        var rows = ImmutableArray.CreateBuilder<CloudHost>();
        var number = 0;
        foreach (var line in text.AsSpan().EnumerateLines())
        {
            number++;
            if (line.IsEmpty || line[0] == '#')
            {
                continue;
            }

            var fields = line.ToString().Split('\t');
            rows.Add(fields is [var pattern, var system, var kind] && Systems.TryGetValue(system, out var knownSystem) && Kinds.TryGetValue(kind, out var knownKind)
                ? new CloudHost(pattern, knownSystem, knownKind)
                : throw new FormatException($"line {number}: \"{line}\" is not a pattern, a system and a kind parted by tabs"));
        }

        return rows.ToImmutable();
    }
}
