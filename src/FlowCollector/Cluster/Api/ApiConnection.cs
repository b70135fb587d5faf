using System.Net;
using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using Windsock.FlowCollector.Cluster.Access;

namespace Windsock.FlowCollector.Cluster.Api;

/// <summary>The HTTP machinery for one client certificate (or none).</summary>
internal sealed class ApiConnection : IDisposable
{
    private static readonly TimeSpan ConnectTimeout = TimeSpan.FromSeconds(15);

    private readonly HttpMessageInvoker _invoker;

    public ApiConnection(ApiAccess access, X509Certificate2? certificate)
    {
        Certificate = certificate;
        _invoker = new HttpMessageInvoker(CreateTransport(access, certificate));
    }

    public X509Certificate2? Certificate { get; }

    public Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken stop) => _invoker.SendAsync(request, stop);

    public void Dispose() => _invoker.Dispose();

    private static SocketsHttpHandler CreateTransport(ApiAccess access, X509Certificate2? certificate)
    {
        var transport = new SocketsHttpHandler
        {
            // A redirect would carry the token to wherever it points.
            AllowAutoRedirect = false,
            AutomaticDecompression = DecompressionMethods.None,
            UseCookies = false,
            ActivityHeadersPropagator = null,
            ConnectTimeout = ConnectTimeout,

            // A server allows so many streams on a connection (100 to 1,000), and whoever watches two hundred types would wait for one to end.
            EnableMultipleHttp2Connections = true,

            // A dead connection shows within 45 s even between bookmarks. kube-apiserver answers pings and does not count them.
            KeepAlivePingPolicy = HttpKeepAlivePingPolicy.WithActiveRequests,
            KeepAlivePingDelay = TimeSpan.FromSeconds(30),
            KeepAlivePingTimeout = TimeSpan.FromSeconds(15),
            PooledConnectionLifetime = TimeSpan.FromMinutes(15),
            SslOptions = new SslClientAuthenticationOptions
            {
                RemoteCertificateValidationCallback = (_, server, chain, errors) => IsTrusted(access, server as X509Certificate2, chain, errors),
            },
        };
        if (certificate is not null)
        {
            transport.SslOptions.LocalCertificateSelectionCallback = (_, _, _, _, _) => certificate;
        }

        if (access.Proxy is not null)
        {
            transport.Proxy = new WebProxy(access.Proxy);
        }

        return transport;
    }

    private static bool IsTrusted(ApiAccess access, X509Certificate2? server, X509Chain? presented, SslPolicyErrors errors)
    {
        if (access.SkipsVerification)
        {
            return true;
        }

        if (access.Roots is null || server is null)
        {
            return errors == SslPolicyErrors.None;
        }

        // The chain is judged by our own roots, the name by the platform.
        return (errors & ~SslPolicyErrors.RemoteCertificateChainErrors) == SslPolicyErrors.None && access.Roots.Trusts(server, presented);
    }
}
