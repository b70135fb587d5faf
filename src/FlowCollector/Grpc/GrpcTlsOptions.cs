using System.ComponentModel;
using System.ComponentModel.DataAnnotations;

namespace Windsock.FlowCollector.Grpc;

/// <summary>TLS of a gRPC client. With every field empty the connection is plaintext. Files are read anew for each connection,
/// so a rotated certificate is used from the next connection on.</summary>
public sealed class GrpcTlsOptions : IValidatableObject
{
    /// <summary>PEM bundle of the only authorities that are trusted. Empty: those of the system. Default: empty.</summary>
    [Description("PEM file with the certificates to trust. Empty: those of the system. Read again when it changes.")]
    public string CaFile { get; set; } = "";

    /// <summary>PEM client certificate, with its intermediates after it; set together with <see cref="KeyFile"/>. Default: empty.</summary>
    [Description("PEM file with the client certificate, for mutual TLS. Needs keyFile. Read again when it changes.")]
    public string CertFile { get; set; } = "";

    /// <summary>PEM private key of <see cref="CertFile"/>, not encrypted. Default: empty.</summary>
    [Description("PEM file with the key of the client certificate. Needs certFile. Read again when it changes.")]
    public string KeyFile { get; set; } = "";

    /// <summary>Name that the server's certificate must carry (<c>node.cluster.hubble-grpc.cilium.io</c>); a first label
    /// <c>*</c> in the certificate matches one label. Empty: the host of the address. Default: empty.</summary>
    [Description("Name that the server's certificate must carry, for example worker-1.default.hubble-grpc.cilium.io. Empty: the host of the address.")]
    public string ServerName { get; set; } = "";

    public bool IsEnabled => CaFile.Length > 0 || CertFile.Length > 0 || KeyFile.Length > 0 || ServerName.Length > 0;

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (CertFile.Length > 0 != KeyFile.Length > 0)
        {
            yield return new ValidationResult(
                "certFile and keyFile belong together: set both or none", [CertFile.Length > 0 ? nameof(KeyFile) : nameof(CertFile)]);
        }
    }
}
