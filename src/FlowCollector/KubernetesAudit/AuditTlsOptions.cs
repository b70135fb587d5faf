using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Windsock.FlowCollector.Grpc.Server;

namespace Windsock.FlowCollector.KubernetesAudit;

/// <summary>TLS of the audit port. Files are read anew for each connection, so a rotated certificate is used from the next connection on.</summary>
public sealed class AuditTlsOptions : IValidatableObject
{
    /// <summary>PEM certificate of the server, with its intermediates after it. Needs <see cref="KeyFile"/>. Default: empty.</summary>
    [Description("PEM file with the server's certificate. Read again when it changes.")]
    public string CertFile { get; set; } = "";

    /// <summary>PEM private key of <see cref="CertFile"/>, not encrypted. Default: empty.</summary>
    [Description("PEM file with the key of the server's certificate. Needs certFile. Read again when it changes.")]
    public string KeyFile { get; set; } = "";

    /// <summary>PEM bundle of the authorities whose client certificates let a sender in. Default: empty.</summary>
    [Description("PEM file with the authorities whose client certificates let a sender in. Read again when it changes. Not the cluster's own authority without clientNames: it signs for every node.")]
    public string ClientCaFile { get; set; } = "";

    /// <summary>Names of those certificates that do: common name or DNS name. Empty: every one of them. Default: empty.</summary>
    [Description("Names (common name or DNS name) of the client certificates that let a sender in. Empty: every certificate of clientCaFile does.")]
    public IReadOnlyList<string> ClientNames { get; set; } = [];

    internal bool IsEnabled => CertFile.Length > 0;

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (ClientNames.Count > 0 && ClientCaFile.Length == 0)
        {
            yield return new ValidationResult("clientNames needs clientCaFile: without it nobody's certificate is checked", [nameof(ClientCaFile)]);
        }

        foreach (var result in ToServer().Validate(validationContext))
        {
            yield return result;
        }
    }

    internal GrpcServerTlsOptions ToServer() => new() { CertFile = CertFile, KeyFile = KeyFile, ClientCaFile = ClientCaFile };
}
