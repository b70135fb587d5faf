using System.Collections.Immutable;

namespace Windsock.Exporter.Alerts.Http;

/// <summary>One POST.</summary>
/// <param name="AddressKey">Key of the configuration that the address comes from, for the mend.</param>
internal sealed record OutboundRequest(Uri Address, string AddressKey, byte[] Body)
{
    /// <summary>Default: JSON.</summary>
    public string ContentType { get; init; } = "application/json";

    /// <summary>The path or the query of the address lets whoever has it in.</summary>
    public bool IsAddressSecret { get; init; }

    public ImmutableArray<(string Name, string Value)> Headers { get; init; } = [];

    /// <summary>What else must never be shown.</summary>
    public ImmutableArray<string> Secrets { get; init; } = [];

    /// <summary>What to do about a refusal, by its status; empty when there is no advice.</summary>
    public Func<int, string> Mend { get; init; } = static _ => "";

    /// <summary>Reads the answer of a receiver that took it, at most <see cref="OutboundClient.MaxAnswerBytes"/> of it, and says what is worth
    /// showing of it: <see cref="Pipeline.Sinks.Delivery.Why"/>, without secrets. Null: the answer does not matter.</summary>
    public Func<byte[], string>? ReadAnswer { get; init; }
}
