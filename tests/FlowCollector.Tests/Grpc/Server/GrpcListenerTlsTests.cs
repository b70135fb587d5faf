using System.ComponentModel.DataAnnotations;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using Windsock.FlowCollector.Grpc.Server;

namespace Windsock.FlowCollector.Tests.Grpc.Server;

public sealed class GrpcListenerTlsTests : IDisposable
{
    private readonly Certificates _authority = new();
    private readonly NotingMethod _method = new();

    public void Dispose() => _authority.Dispose();

    [Fact]
    public async Task A_call_over_TLS_is_answered_and_a_rotated_certificate_is_used_by_the_next_connection()
    {
        var (cert, key) = _authority.WriteServer("one.test");
        await using var listener = await StartAsync(new GrpcServerTlsOptions { CertFile = cert, KeyFile = key });

        await CallAsync(listener, "one.test");
        _authority.WriteServer("two.test");
        await CallAsync(listener, "two.test");

        Assert.Equal(["hello", "hello"], _method.Messages);
    }

    [Fact]
    public async Task With_mutual_TLS_only_clients_of_the_authority_come_in()
    {
        using var strangers = new Certificates("Other CA");
        var (cert, key) = _authority.WriteServer("one.test");
        await using var listener = await StartAsync(new GrpcServerTlsOptions { CertFile = cert, KeyFile = key, ClientCaFile = _authority.CaFile });

        await Assert.ThrowsAnyAsync<HttpRequestException>(() => CallAsync(listener, "one.test"));
        await Assert.ThrowsAnyAsync<HttpRequestException>(() => CallAsync(listener, "one.test", strangers.WriteClient("stranger")));
        await CallAsync(listener, "one.test", _authority.WriteClient("proxy"));

        Assert.Equal(1, _method.Begun);
    }

    [Fact]
    public async Task A_file_that_cannot_be_used_stops_the_start_by_name()
    {
        var (cert, key) = _authority.WriteServer("one.test");
        var missing = await Assert.ThrowsAsync<IOException>(() => StartAsync(new GrpcServerTlsOptions { CertFile = cert, KeyFile = key + ".none" }));
        var empty = await Assert.ThrowsAsync<IOException>(
            () => StartAsync(new GrpcServerTlsOptions { CertFile = cert, KeyFile = key, ClientCaFile = _authority.Write("empty.crt", "") }));

        Assert.Contains("tls.keyFile", missing.Message, StringComparison.Ordinal);
        Assert.Contains("tls.clientCaFile", empty.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("a", "", "", nameof(GrpcServerTlsOptions.KeyFile))]
    [InlineData("", "a", "", nameof(GrpcServerTlsOptions.CertFile))]
    [InlineData("", "", "a", nameof(GrpcServerTlsOptions.ClientCaFile))]
    public void Files_that_belong_together_are_asked_for(string cert, string key, string authority, string expected)
    {
        var options = new GrpcServerTlsOptions { CertFile = cert, KeyFile = key, ClientCaFile = authority };

        Assert.Equal([expected], options.Validate(new ValidationContext(options)).SelectMany(result => result.MemberNames));
    }

    private Task<GrpcListener> StartAsync(GrpcServerTlsOptions tls)
    {
        var options = new GrpcServerOptions();
        var endpoint = new GrpcEndpoint([_method], options, new GrpcServerCounts());
        return GrpcListener.StartAsync(new IPEndPoint(IPAddress.Loopback, 0), endpoint, options, tls, TestContext.Current.CancellationToken);
    }

    /// <summary>One call on a connection of its own, to a server whose certificate carries that name.</summary>
    private async Task CallAsync(GrpcListener listener, string name, (string CertFile, string KeyFile)? own = null)
    {
        using var transport = new SocketsHttpHandler();
        transport.SslOptions.CertificateChainPolicy = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck };
        transport.SslOptions.CertificateChainPolicy.CustomTrustStore.ImportFromPemFile(_authority.CaFile);
        if (own is { } files)
        {
            transport.SslOptions.ClientCertificateContext =
                SslStreamCertificateContext.Create(X509Certificate2.CreateFromPemFile(files.CertFile, files.KeyFile), null, offline: true);
        }

        using var client = new HttpClient(transport);
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri($"https://{listener.Address}{NotingMethod.Name}"))
        {
            Content = new ByteArrayContent(Frames.Of("hello")),
            Version = HttpVersion.Version20,
            VersionPolicy = HttpVersionPolicy.RequestVersionExact,
        };
        request.Headers.Host = name;
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/grpc");
        using var answer = await client.SendAsync(request, TestContext.Current.CancellationToken);
        Assert.Equal("0", answer.TrailingHeaders.GetValues("grpc-status").Single());
    }
}
