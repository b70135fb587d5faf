using Google.Protobuf;
using Windsock.FlowCollector.Hubble.Protos;

namespace Windsock.Testing.Recordings;

/// <summary>Flows recorded in real clusters (../shared/data/hubble beside the repository), as encoded GetFlowsResponse messages.</summary>
public static class RecordedFlows
{
    private static readonly JsonParser Parser = new(JsonParser.Settings.Default.WithIgnoreUnknownFields(true));

    /// <summary>The folder of the recordings, or null when this machine does not have them: skip the test by that name.</summary>
    public static string? Folder { get; } = FindFolder();

    /// <summary>Every recorded answer in file order.</summary>
    /// <param name="namePart">Only files whose name contains it (<c>tcp</c>, <c>dns</c>, <c>http</c>); empty for all.</param>
    public static IReadOnlyList<GetFlowsResponse> Load(string namePart = "") =>
        [.. Files(namePart).SelectMany(File.ReadLines).Select(line => Parser.Parse<GetFlowsResponse>(line))];

    /// <summary>The same, encoded as a Hubble server sends them (without gRPC framing).</summary>
    public static IReadOnlyList<byte[]> LoadEncoded(string namePart = "") => [.. Load(namePart).Select(response => response.ToByteArray())];

    /// <summary>The files in order of their names.</summary>
    public static IEnumerable<string> Files(string namePart = "") => Folder is null
        ? []
        : Directory.EnumerateFiles(Folder, "*.json")
            .Where(file => Path.GetFileName(file).Contains(namePart, StringComparison.Ordinal))
            .Order(StringComparer.Ordinal);

    private static string? FindFolder()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            var candidate = Path.Combine(folder.FullName, "shared", "data", "hubble");
            if (Directory.Exists(candidate))
            {
                return candidate;
            }
        }

        return null;
    }
}
