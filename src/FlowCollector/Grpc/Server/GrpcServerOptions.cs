using System.ComponentModel;
using System.ComponentModel.DataAnnotations;

namespace Windsock.FlowCollector.Grpc.Server;

/// <summary>Limits of a gRPC server that many proxies stream to.</summary>
public sealed class GrpcServerOptions
{
    /// <summary>Longest message in bytes, before and after decompression; 1 KiB to 64 MiB. Default 4 MiB, that of gRPC servers.</summary>
    [Range(1_024, 64 * 1024 * 1024)]
    [Description("Longest message in bytes, before and after decompression. A longer one is counted and closes its stream.")]
    public int MessageLimitBytes { get; set; } = 4 * 1024 * 1024;

    /// <summary>Connections at a time; more are closed. A proxy holds one per worker thread. Default 2,048: two worker threads of 250 sidecars, with room for two providers.</summary>
    [Range(1, 100_000)]
    [Description("Connections at a time; more are closed at once.")]
    public int MaxConnections { get; set; } = 2_048;

    /// <summary>Streams of one connection at a time; more wait at the client. Default 128.</summary>
    [Range(1, 100_000)]
    [Description("Streams of one connection at a time; a client waits with more.")]
    public int MaxStreamsPerConnection { get; set; } = 128;

    /// <summary>Bytes of messages that have begun and not ended, over all streams; past it the stream that brings more ends. 64 KiB
    /// to 1 GiB. Default 32 MiB.</summary>
    [Range(65_536, 1_073_741_824)]
    [Description("Bytes of unfinished messages over all streams; a stream that brings more is closed.")]
    public int HeldLimitBytes { get; set; } = 32 * 1024 * 1024;
}
