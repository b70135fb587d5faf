using Microsoft.AspNetCore.Http;
using Windsock.Model.Flows;

namespace Windsock.FlowCollector.Grpc.Server;

/// <summary>Where a request comes from.</summary>
internal static class RemoteAddress
{
    /// <summary>As the connection has it, whatever headers say; none when it has none.</summary>
    public static IpAddress Of(HttpContext context)
    {
        Span<byte> bytes = stackalloc byte[16];
        return context.Connection.RemoteIpAddress is { } remote && remote.TryWriteBytes(bytes, out var length) ? IpAddress.FromBytes(bytes[..length]) : default;
    }
}
