using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Windsock.FlowCollector.KubernetesAudit;
using Windsock.FlowCollector.KubernetesAudit.Decoding;
using Windsock.FlowCollector.KubernetesAudit.Envelopes;
using Windsock.FlowCollector.KubernetesAudit.Port;

namespace Windsock.FlowCollector.Tests.KubernetesAudit;

/// <summary>The audit port on loopback, and what it has taken.</summary>
internal sealed class RunningPort : IAsyncDisposable
{
    private readonly AuditListener _listener;
    private readonly bool _isTls;

    private RunningPort(AuditListener listener, TakenEvents taken, AuditCounts counts, AuditDelivery delivery, bool isTls)
    {
        _listener = listener;
        _isTls = isTls;
        Taken = taken;
        Counts = counts;
        Delivery = delivery;
    }

    public TakenEvents Taken { get; }

    public AuditCounts Counts { get; }

    public AuditDelivery Delivery { get; }

    public int Port => _listener.Address.Port;

    public static async Task<RunningPort> StartAsync(KubernetesAuditOptions options, TakenEvents? taken = null, ILogger? logger = null, params IAuditEnvelope[] more)
    {
        options.Listen = "127.0.0.1:0";
        taken ??= new TakenEvents();
        var (counts, delivery) = (new AuditCounts(), new AuditDelivery(options.Limits) { Writer = taken.Writer });
        var sayings = new AuditSayings(logger ?? NullLogger.Instance, TimeProvider.System);
        var readers = new AuditEventReaders(options);
        var endpoint = new AuditEndpoint(options, [new NativeEnvelope(readers), new EksEnvelope(readers), new AksEnvelope(readers), .. more], delivery, counts, sayings, TimeProvider.System);
        var listener = await AuditListener.StartAsync(options, endpoint, counts, sayings, TimeProvider.System, TestContext.Current.CancellationToken);
        return new RunningPort(listener, taken, counts, delivery, options.Tls.IsEnabled);
    }

    /// <summary>A client of its own, with connections of its own.</summary>
    /// <param name="own">Certificate and key of the client.</param>
    public HttpClient Client(string? authority = null, (string CertFile, string KeyFile)? own = null, string? token = null)
    {
        var transport = new SocketsHttpHandler
        {
            ConnectCallback = async (_, cancellation) =>
            {
                var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
                await socket.ConnectAsync(IPAddress.Loopback, Port, cancellation);
                return new NetworkStream(socket, ownsSocket: true);
            },
        };
        if (authority is not null)
        {
            transport.SslOptions.CertificateChainPolicy = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck };
            transport.SslOptions.CertificateChainPolicy.CustomTrustStore.ImportFromPemFile(authority);
        }

        if (own is { } files)
        {
            using var pem = X509Certificate2.CreateFromPemFile(files.CertFile, files.KeyFile);
            var certificate = X509CertificateLoader.LoadPkcs12(pem.Export(X509ContentType.Pkcs12), null);
            transport.SslOptions.LocalCertificateSelectionCallback = (_, _, _, _, _) => certificate;
        }

        var client = new HttpClient(transport) { BaseAddress = new Uri($"{(_isTls ? "https" : "http")}://audit.test:{Port}") };
        if (token is not null)
        {
            client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
        }

        return client;
    }

    /// <summary>One request on a connection of its own.</summary>
    public async Task<HttpResponseMessage> PostAsync(byte[] body, string path = "/v1/audit", string? encoding = null)
    {
        using var client = Client();
        return await PostAsync(client, body, path, encoding);
    }

    public static async Task<HttpResponseMessage> PostAsync(HttpClient client, byte[] body, string path = "/v1/audit", string? encoding = null)
    {
        using var content = new ByteArrayContent(body);
        content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        if (encoding is not null)
        {
            content.Headers.ContentEncoding.Add(encoding);
        }

        return await client.PostAsync(new Uri(path, UriKind.Relative), content, TestContext.Current.CancellationToken);
    }

    public ValueTask DisposeAsync() => _listener.DisposeAsync();
}
