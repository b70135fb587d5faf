using Microsoft.AspNetCore.Http;
using Windsock.FlowCollector.Grpc.Server;
using Windsock.Model.Flows;

namespace Windsock.FlowCollector.KubernetesAudit;

/// <summary>Who sends a request, as far as the connection and the headers tell.</summary>
public sealed class AuditSender
{
    private readonly IHeaderDictionary _headers;

    /// <param name="context">The request; good for as long as it lasts.</param>
    public AuditSender(HttpContext context)
    {
        _headers = context.Request.Headers;
        Remote = RemoteAddress.Of(context);
        CertificateId = context.Connection.ClientCertificate?.GetCertHashString(System.Security.Cryptography.HashAlgorithmName.SHA256) ?? "";
        ContentType = context.Request.ContentType ?? "";
    }

    /// <summary>Address of the other end of the connection, whatever headers say.</summary>
    public IpAddress Remote { get; }

    /// <summary>SHA-256 of the client certificate that the sender showed and that was verified, upper-case hex; empty when it showed none.</summary>
    public string CertificateId { get; }

    public string ContentType { get; }

    /// <summary>Which of several like senders it is: what keeps ids of two API servers apart. The certificate when there is one, else the
    /// address.</summary>
    public string Origin => CertificateId.Length > 0 ? CertificateId : Remote.ToString();

    /// <summary>Value of a header; empty when it is missing or comes more than once. May be a secret: not for logs.</summary>
    public string Header(string name) => _headers.TryGetValue(name, out var values) && values.Count == 1 ? values[0] ?? "" : "";
}
