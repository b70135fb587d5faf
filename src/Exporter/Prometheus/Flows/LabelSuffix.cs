using Windsock.Exporter.Prometheus.Writing;

namespace Windsock.Exporter.Prometheus.Flows;

/// <summary>Renders the labels that follow the identifying ones: <c>,direction="egress",rcode="noerror"</c>.</summary>
internal static class LabelSuffix
{
    public static byte[] Of(params ReadOnlySpan<(string Name, string Value)> labels)
    {
        var bytes = new List<byte>(64);
        foreach (var (name, value) in labels)
        {
            bytes.Add((byte)',');
            bytes.AddRange(EscapedText.Quoted(name));
            bytes.AddRange("=\""u8);
            bytes.AddRange(EscapedText.Quoted(value));
            bytes.Add((byte)'"');
        }

        return [.. bytes];
    }
}
