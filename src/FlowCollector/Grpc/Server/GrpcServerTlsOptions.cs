using System.ComponentModel;
using System.ComponentModel.DataAnnotations;

namespace Windsock.FlowCollector.Grpc.Server;

/// <summary>TLS of a gRPC server. With every field empty it speaks plaintext. Files are read anew for each connection, so a rotated
/// certificate is used from the next connection on.</summary>
public sealed class GrpcServerTlsOptions : IValidatableObject
{
    /// <summary>PEM certificate of the server, with its intermediates after it. Needs <see cref="KeyFile"/>. Default: empty.</summary>
    [Description("PEM file with the server's certificate. Empty: plaintext. Read again when it changes.")]
    public string CertFile { get; set; } = "";

    /// <summary>PEM private key of <see cref="CertFile"/>, not encrypted. Default: empty.</summary>
    [Description("PEM file with the key of the server's certificate. Needs certFile. Read again when it changes.")]
    public string KeyFile { get; set; } = "";

    /// <summary>PEM bundle of the authorities whose client certificates are accepted; then every client must show one. Empty:
    /// clients are not asked for one. Default: empty.</summary>
    [Description("PEM file with the authorities of client certificates, for mutual TLS: who shows none is turned away. Read again when it changes.")]
    public string ClientCaFile { get; set; } = "";

    public bool IsEnabled => CertFile.Length > 0;

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (CertFile.Length > 0 != KeyFile.Length > 0)
        {
            yield return new ValidationResult(
                "certFile and keyFile belong together: set both or none", [CertFile.Length > 0 ? nameof(KeyFile) : nameof(CertFile)]);
        }

        if (ClientCaFile.Length > 0 && CertFile.Length == 0)
        {
            yield return new ValidationResult("clientCaFile needs certFile and keyFile: without TLS nobody shows a certificate", [nameof(ClientCaFile)]);
        }
    }
}
