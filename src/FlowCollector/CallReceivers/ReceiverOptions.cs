using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Net;
using Microsoft.Extensions.Options;
using Windsock.FlowCollector.Grpc.Server;

namespace Windsock.FlowCollector.CallReceivers;

/// <summary>Section <c>istio.receiver</c>: the gRPC port that proxies of a mesh send to, access logs and OpenTelemetry's log records
/// alike. It is open when one of both is on.</summary>
public sealed class ReceiverOptions : IValidatableObject
{
    /// <summary>IP address and port. Port 0 takes any free one. Default: 0.0.0.0:9466.</summary>
    [Description("IP address and port of the gRPC server that proxies send to. Open as soon as istio.accessLog or otlp is on. Port 0 takes any free port.")]
    public string Listen { get; set; } = "0.0.0.0:9466";

    /// <summary>TLS of the server; all empty: plaintext, which is what sidecars speak to a pod without one.</summary>
    [ValidateObjectMembers]
    [Description("TLS of that server. All empty: plaintext, which is what sidecars speak to a pod that has none.")]
    public GrpcServerTlsOptions Tls { get; set; } = new();

    /// <summary>What one client may make the server hold.</summary>
    [ValidateObjectMembers]
    [Description("What its clients may make it hold.")]
    public GrpcServerOptions Limits { get; set; } = new();

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (Parse(Listen) is null)
        {
            yield return new ValidationResult("must be an IP address and a port, such as 0.0.0.0:9466 or [::1]:9466", [nameof(Listen)]);
        }
    }

    /// <summary>An address without a port is none: port 0 must be asked for. Null for anything that is not an address and a port.</summary>
    internal static IPEndPoint? Parse(string listen) => IPEndPoint.TryParse(listen, out var address) && address.ToString() == listen ? address : null;
}
