using System.Text.Json;
using Windsock.FlowCollector.KubernetesAudit.Decoding;

namespace Windsock.FlowCollector.CloudLogging.Entries;

/// <summary>Texts of entries as actions hold them; empty when there is another type of value.</summary>
internal static class EntryText
{
    public static string Name(ref Utf8JsonReader reader) => CutJson.Text(ref reader, null);

    public static string Message(ref Utf8JsonReader reader) => CutJson.Text(ref reader, null, LineText.MaxMessage);
}
