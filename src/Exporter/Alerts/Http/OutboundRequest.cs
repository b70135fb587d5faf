using System.Collections.Immutable;

namespace Windsock.Exporter.Alerts.Http;

/// <summary>One POST of JSON.</summary>
/// <param name="AddressKey">Key of the configuration that the address comes from, for the mend.</param>
internal sealed record OutboundRequest(Uri Address, string AddressKey, byte[] Json)
{
    /// <summary>The path or the query of the address lets whoever has it in.</summary>
    public bool IsAddressSecret { get; init; }

    public ImmutableArray<(string Name, string Value)> Headers { get; init; } = [];

    /// <summary>What else must never be shown.</summary>
    public ImmutableArray<string> Secrets { get; init; } = [];

    /// <summary>What to do about a refusal, by its status; empty when there is no advice.</summary>
    public Func<int, string> Mend { get; init; } = static _ => "";
}
