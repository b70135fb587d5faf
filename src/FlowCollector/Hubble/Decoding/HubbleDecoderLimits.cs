namespace Windsock.FlowCollector.Hubble.Decoding;

/// <summary>How much the decoder remembers and how long a text it keeps. Beyond them flows are still decoded, only slower or
/// with their texts cut.</summary>
internal sealed record HubbleDecoderLimits
{
    /// <summary>Distinct endpoints remembered. Default 65,536.</summary>
    public int Endpoints { get; init; } = 65_536;

    /// <summary>Encoded bytes of endpoints remembered. Default 32 MiB; the objects made from them cost about as much again.</summary>
    public long EndpointBytes { get; init; } = 32 << 20;

    /// <summary>Distinct texts remembered: labels, namespaces, node names, DNS names, URLs. Default 65,536.</summary>
    public int Texts { get; init; } = 65_536;

    /// <summary>Encoded bytes of texts remembered. Default 8 MiB.</summary>
    public long TextBytes { get; init; } = 8 << 20;

    /// <summary>Distinct lists of names, services and policy decisions remembered, of each kind. Default 8,192.</summary>
    public int Others { get; init; } = 8_192;

    /// <summary>Encoded bytes of each of these kinds. Default 4 MiB.</summary>
    public long OtherBytes { get; init; } = 4 << 20;

    /// <summary>A longer encoded endpoint, list or policy decision is parsed each time instead of being remembered. Default 64 KiB.</summary>
    public int MaxRememberedBytes { get; init; } = 64 << 10;

    /// <summary>A longer text is cut, at a whole character. Default 4 KiB.</summary>
    public int MaxTextBytes { get; init; } = 4 << 10;

    /// <summary>Items kept of one list (labels, workloads, names, policies, addresses); further ones are left out. Default 256.</summary>
    public int MaxListItems { get; init; } = 256;
}
