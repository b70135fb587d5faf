using System.Text.Json;
using Windsock.FlowCollector.Cluster.Json;
using Windsock.FlowCollector.KubernetesAudit.Decoding;

namespace Windsock.FlowCollector.CloudLogging.Entries;

/// <summary>What entries need of a reader beside its own questions.</summary>
internal static class EntryFields
{
    /// <summary>No field that is wanted has a longer name.</summary>
    private const int MaxKeyBytes = 512;

    /// <summary>Name of the property that it stands on; empty for one of which nothing is wanted.</summary>
    public static string Key(ref CutJson json) => json.Reader.ValueSpan.Length > MaxKeyBytes ? "" : FieldReader.Current(ref json.Reader, null);

    public static bool Flag(ref CutJson json) => FieldReader.Flag(ref json.Reader);

    /// <summary>Moves to the next element that is an object and into it; false at the end of the array.</summary>
    public static bool NextObject(ref CutJson json) => FieldReader.NextObject(ref json.Reader);
}
