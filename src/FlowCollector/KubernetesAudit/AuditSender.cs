using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Http;
using Windsock.FlowCollector.Grpc.Server;
using Windsock.Model.Flows;

namespace Windsock.FlowCollector.KubernetesAudit;

/// <summary>Who sends a request, as far as the connection and the headers tell.</summary>
public sealed class AuditSender
{
    private readonly IHeaderDictionary _headers;
    private readonly X509Certificate2? _certificate;

    /// <param name="context">The request; good for as long as it lasts.</param>
    public AuditSender(HttpContext context)
    {
        _headers = context.Request.Headers;
        _certificate = context.Connection.ClientCertificate;
        Remote = RemoteAddress.Of(context);
        CertificateId = _certificate?.GetCertHashString(HashAlgorithmName.SHA256) ?? "";
    }

    /// <summary>Address of the other end of the connection, whatever headers say.</summary>
    public IpAddress Remote { get; }

    /// <summary>SHA-256 of the client certificate that the sender showed and that was verified, upper-case hex; empty when it showed none.</summary>
    public string CertificateId { get; }

    public string ContentType => Header("Content-Type");

    /// <summary>Which of several like senders it is: what keeps ids of two API servers apart. The certificate when there is one, else the
    /// address.</summary>
    public string Origin => CertificateId.Length > 0 ? CertificateId : Remote.ToString();

    /// <summary>It showed something that may be a credential.</summary>
    internal bool ShowsCredential => CertificateId.Length > 0 || Header("Authorization").Length > 0 || Header(Port.PortSenderCheck.AccessKeyHeader).Length > 0;

    /// <summary>Common name and DNS names of its certificate.</summary>
    internal ImmutableArray<string> CertificateNames => _certificate is null ? [] :
    [
        _certificate.GetNameInfo(X509NameType.SimpleName, forIssuer: false),
        .. _certificate.Extensions.OfType<X509SubjectAlternativeNameExtension>().SelectMany(names => names.EnumerateDnsNames()),
    ];

    /// <summary>Value of a header; empty when it is missing or comes more than once. May be a secret: not for logs.</summary>
    public string Header(string name) => _headers.TryGetValue(name, out var values) && values.Count == 1 ? values[0] ?? "" : "";
}
