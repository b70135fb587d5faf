using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Https;
using Windsock.FlowCollector.Grpc;

namespace Windsock.FlowCollector.Tests.Grpc;

public sealed class GrpcTlsTests
{
    private const string Method = "/test.Test/WhoAmI";
    private const string HubbleName = "worker-1.default.hubble-grpc.cilium.io";
    private static readonly CancellationToken Stop = TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_pinned_authority_and_the_overridden_name_are_enough_for_tls()
    {
        using var certificates = new Certificates();
        await using var server = await ServeAsync(certificates.SignServer(HubbleName));

        Assert.Equal("nobody", await CallAsync(server, new GrpcTlsOptions { CaFile = certificates.CaFile, ServerName = HubbleName }));
    }

    [Fact]
    public async Task A_wildcard_certificate_matches_one_label()
    {
        using var certificates = new Certificates();
        await using var server = await ServeAsync(certificates.SignServer("*.default.hubble-grpc.cilium.io"));

        Assert.Equal("nobody", await CallAsync(server, new GrpcTlsOptions { CaFile = certificates.CaFile, ServerName = HubbleName }));
    }

    [Fact]
    public async Task The_client_certificate_is_shown_and_a_rotated_one_is_used_by_the_next_connection()
    {
        using var certificates = new Certificates();
        await using var server = await ServeAsync(certificates.SignServer(HubbleName), requireClient: true);
        var (certFile, keyFile) = certificates.WriteClient("first");
        var tls = new GrpcTlsOptions { CaFile = certificates.CaFile, CertFile = certFile, KeyFile = keyFile, ServerName = HubbleName };

        var before = await CallAsync(server, tls);
        certificates.WriteClient("second");
        var after = await CallAsync(server, tls);

        Assert.Equal(("CN=first", "CN=second"), (before, after));
    }

    [Fact]
    public async Task A_name_mismatch_names_the_key_and_the_names_in_the_certificate()
    {
        using var certificates = new Certificates();
        await using var server = await ServeAsync(certificates.SignServer(HubbleName));

        var line = await FailAsync(server, new GrpcTlsOptions { CaFile = certificates.CaFile });

        Assert.Equal($"the certificate of {server.Address} is not for '127.0.0.1': set hubble.tls.serverName to {HubbleName}", line);
    }

    [Fact]
    public async Task An_unknown_authority_names_its_issuer()
    {
        using var certificates = new Certificates("Right CA");
        using var others = new Certificates("Other CA");
        await using var server = await ServeAsync(others.SignServer(HubbleName));

        var line = await FailAsync(server, new GrpcTlsOptions { CaFile = certificates.CaFile, ServerName = HubbleName });

        Assert.Contains("is signed by an authority that is not in hubble.tls.caFile", line, StringComparison.Ordinal);
        Assert.Contains("CN=Other CA", line, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_expired_server_certificate_says_since_when()
    {
        using var certificates = new Certificates();
        await using var server = await ServeAsync(certificates.SignServer(HubbleName, validFrom: -20, validTo: -10));

        var line = await FailAsync(server, new GrpcTlsOptions { CaFile = certificates.CaFile, ServerName = HubbleName });

        Assert.Contains("only: renew it on the server, or check the clocks", line, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_server_that_asks_for_a_certificate_we_do_not_have_says_which_keys_to_set()
    {
        using var certificates = new Certificates();
        await using var server = await ServeAsync(certificates.SignServer(HubbleName), requireClient: true);

        var line = await FailAsync(server, new GrpcTlsOptions { CaFile = certificates.CaFile, ServerName = HubbleName });

        Assert.Contains("hubble.tls.certFile", line, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_expired_client_certificate_is_found_before_the_server_finds_it()
    {
        using var certificates = new Certificates();
        await using var server = await ServeAsync(certificates.SignServer(HubbleName), requireClient: true);
        var (certFile, keyFile) = certificates.WriteClient("old", validTo: -3);

        var line = await FailAsync(
            server, new GrpcTlsOptions { CaFile = certificates.CaFile, CertFile = certFile, KeyFile = keyFile, ServerName = HubbleName });

        Assert.Contains("client.crt cannot be used: it expired on", line, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Files_that_are_missing_empty_or_do_not_belong_together_are_named()
    {
        using var certificates = new Certificates();
        using var others = new Certificates();
        await using var server = await ServeAsync(certificates.SignServer(HubbleName));
        var (certFile, _) = certificates.WriteClient("one");
        var (_, otherKey) = others.WriteClient("two");

        var missing = await FailAsync(server, new GrpcTlsOptions { CaFile = "/nowhere/ca.crt" });
        var empty = await FailAsync(server, new GrpcTlsOptions { CaFile = certificates.Write("empty.crt", "") });
        var mixed = await FailAsync(server, new GrpcTlsOptions { CaFile = certificates.CaFile, CertFile = certFile, KeyFile = otherKey });

        Assert.StartsWith("hubble.tls.caFile /nowhere/ca.crt cannot be used: ", missing, StringComparison.Ordinal);
        Assert.EndsWith("empty.crt cannot be used: it holds no PEM certificate", empty, StringComparison.Ordinal);
        Assert.StartsWith($"hubble.tls.keyFile {otherKey} cannot be used: with {certFile}", mixed, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_plaintext_server_behind_a_tls_client_is_named()
    {
        await using var server = await LoopbackServer.OnTcpAsync(routes => routes.MapGrpcFallback());

        var line = await FailAsync(server, new GrpcTlsOptions { ServerName = HubbleName });

        Assert.Contains("does not answer with TLS", line, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_tls_server_behind_a_plaintext_client_is_named()
    {
        using var certificates = new Certificates();
        await using var server = await ServeAsync(certificates.SignServer(HubbleName));

        var line = await FailAsync(server, new GrpcTlsOptions());

        Assert.Contains("hubble.tls", line, StringComparison.Ordinal);
    }

    private static Task<LoopbackServer> ServeAsync(X509Certificate2 certificate, bool requireClient = false) => LoopbackServer.OnTcpAsync(
        routes => routes.MapGrpc(Method, call =>
            call.WriteAsync(System.Text.Encoding.UTF8.GetBytes(call.Context.Connection.ClientCertificate?.Subject ?? "nobody")).AsTask()),
        listen => listen.UseHttps(https =>
        {
            https.ServerCertificate = certificate;
            https.SslProtocols = SslProtocols.Tls13 | SslProtocols.Tls12;
            https.ClientCertificateMode = requireClient ? ClientCertificateMode.RequireCertificate : ClientCertificateMode.NoCertificate;
            https.ClientCertificateValidation = (_, _, _) => true;
        }));

    private static async Task<string> CallAsync(LoopbackServer server, GrpcTlsOptions tls)
    {
        var options = new GrpcChannelOptions { Address = GrpcAddress.Parse(server.Address), Tls = tls, Section = "hubble" };
        using var channel = new GrpcChannel(options, TimeProvider.System);
        var answer = await channel.CallAsync(Method, ReadOnlyMemory<byte>.Empty, TimeSpan.FromSeconds(10), Stop);
        return System.Text.Encoding.UTF8.GetString(answer);
    }

    private static async Task<string> FailAsync(LoopbackServer server, GrpcTlsOptions tls)
    {
        var failure = await Assert.ThrowsAsync<GrpcException>(() => CallAsync(server, tls));
        Assert.DoesNotContain('\n', failure.Message);
        return failure.Message;
    }
}
