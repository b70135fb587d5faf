namespace Windsock.FlowCollector.Grpc;

/// <summary>One server and how to talk to it.</summary>
internal sealed record GrpcChannelOptions
{
    public required GrpcAddress Address { get; init; }

    public GrpcTlsOptions Tls { get; init; } = new();

    /// <summary>Section of the configuration these come from (<c>hubble</c>): error lines name the key to change.</summary>
    public required string Section { get; init; }

    /// <summary>Longest message that is taken; longer ones are skipped and counted.</summary>
    public int MessageLimitBytes { get; init; } = 1024 * 1024;

    /// <summary>Off: every read waits for the first byte and no longer (one wake-up per arrival).</summary>
    public bool IsPaced { get; init; } = true;
}
