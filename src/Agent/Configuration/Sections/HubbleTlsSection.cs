using System.ComponentModel;
using System.ComponentModel.DataAnnotations;

namespace Windsock.Agent.Configuration.Sections;

/// <summary>Group <c>hubble.tls</c>.</summary>
internal sealed class HubbleTlsSection : IValidatableObject
{
    [Description("PEM file with the certificates to trust. Empty: those of the system. Read again when it changes.")]
    public string CaFile { get; set; } = "";

    [Description("PEM file with the client certificate, for mutual TLS. Needs keyFile. Read again when it changes.")]
    public string CertFile { get; set; } = "";

    [Description("PEM file with the key of the client certificate. Needs certFile. Read again when it changes.")]
    public string KeyFile { get; set; } = "";

    [Description("Name that the server's certificate must carry, for example worker-1.default.hubble-grpc.cilium.io. Empty: the host of hubble.address.")]
    public string ServerName { get; set; } = "";

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (CertFile.Length > 0 && KeyFile.Length == 0)
        {
            yield return new ValidationResult("is needed because certFile is set", [nameof(KeyFile)]);
        }

        if (KeyFile.Length > 0 && CertFile.Length == 0)
        {
            yield return new ValidationResult("is needed because keyFile is set", [nameof(CertFile)]);
        }
    }
}
