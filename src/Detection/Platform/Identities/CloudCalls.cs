using Windsock.Model.Flows;

namespace Windsock.Detection.Platform.Identities;

/// <summary>A pod's connections to the APIs of one cloud.</summary>
/// <param name="host">Of the first one.</param>
internal sealed class CloudCalls(string host, ushort port, Instant first)
{
    public string Host { get; } = host;

    public ushort Port { get; } = port;

    public Instant First { get; } = first;

    public int Count { get; set; } = 1;
}
