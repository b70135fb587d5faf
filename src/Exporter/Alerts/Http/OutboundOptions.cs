using System.ComponentModel;
using System.ComponentModel.DataAnnotations;

namespace Windsock.Exporter.Alerts.Http;

/// <summary>How a sink speaks HTTP. Redirects are never followed and a proxy of the environment is never used: both would carry secrets
/// to somewhere that nobody configured.</summary>
public sealed class OutboundOptions : IValidatableObject
{
    /// <summary>For one attempt, the connection included. Default 10 s, range 0.1 s to 25 s.</summary>
    [Description("How long one attempt may take, the connection included.")]
    [Range(typeof(TimeSpan), "00:00:00.1", "00:00:25")]
    public TimeSpan Timeout { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>PEM bundle of the only authorities that are trusted. Empty (default): those of the system.</summary>
    [Description("PEM file with the certificates to trust. Empty: those of the system. Read again for each connection.")]
    public string CaFile { get; set; } = "";

    /// <summary>PEM client certificate, set together with <see cref="KeyFile"/>. Default: empty.</summary>
    [Description("PEM file with the certificate to show to the receiver. Needs keyFile. Read again for each connection.")]
    public string CertFile { get; set; } = "";

    /// <summary>PEM key of <see cref="CertFile"/>. Default: empty.</summary>
    [Description("PEM file with the key of that certificate. Needs certFile.")]
    public string KeyFile { get; set; } = "";

    /// <summary>File with a bearer token. Default: empty.</summary>
    [Description("File with a bearer token. Read again for each attempt.")]
    public string TokenFile { get; set; } = "";

    /// <summary>Further headers with values from files; at most 16. Default: none.</summary>
    [Description("Further headers whose values are read from files.")]
    public IReadOnlyList<OutboundHeaderOptions> Headers { get; set; } = [];

    /// <summary>Default false: a receiver whose name resolves to a link-local address or to the metadata service of a cloud is refused,
    /// because whoever can write the name could have credentials of the node asked for, or sent to.</summary>
    [Description("Connect to link-local addresses and to metadata services of clouds, too (169.254.0.0/16, fe80::/10 and the like). They are refused otherwise, whatever name leads to them.")]
    public bool AllowLinkLocal { get; set; }

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        const int MaxHeaders = 16;
        if (CertFile.Length > 0 != KeyFile.Length > 0)
        {
            yield return new ValidationResult(
                "certFile and keyFile belong together: set both or none", [CertFile.Length > 0 ? nameof(KeyFile) : nameof(CertFile)]);
        }

        if (Headers.Count > MaxHeaders)
        {
            yield return new ValidationResult($"has {Headers.Count} entries; allowed: at most {MaxHeaders}", [nameof(Headers)]);
        }

        var names = Headers.Select(header => header.Name).Concat(TokenFile.Length > 0 ? ["Authorization"] : []);
        foreach (var twice in names.GroupBy(name => name, StringComparer.OrdinalIgnoreCase).Where(group => group.Count() > 1))
        {
            yield return new ValidationResult($"the header '{twice.Key}' is given twice (tokenFile is Authorization); give it once", [nameof(Headers)]);
        }
    }
}
