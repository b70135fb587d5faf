using Windsock.FlowCollector.Cluster.Access;
using Windsock.FlowCollector.Cluster.Watching;

namespace Windsock.FlowCollector.Tests.Cluster;

/// <summary>TLS to the API server: whom it trusts, under which name, and what it shows of itself.</summary>
public sealed class TlsTests : IDisposable
{
    private readonly ScratchFolder _folder = new();
    private readonly SomeAuthority _authority = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_server_signed_by_the_configured_authority_is_spoken_to_over_HTTP_2()
    {
        await using var server = (await FakeApiServer.StartAsync(_authority.Sign("server"))).Answers(Answer.List("10"));
        await using var watch = new RunningWatch(server, null, Access(server));

        Assert.Equal("synced", await watch.NextAsync(1));
        Assert.Equal("HTTP/2", (await server.RequestAsync(1)).Protocol);
    }

    [Fact]
    public async Task A_server_of_another_authority_is_not_trusted_and_the_log_names_the_file()
    {
        await using var server = (await FakeApiServer.StartAsync(new SomeAuthority().Sign("server"))).Answers(Answer.List("10"));
        await using var watch = new RunningWatch(server, null, Access(server));

        await watch.PassDelayAsync();

        var line = Assert.Single(watch.Log.Warnings);
        Assert.Contains("TLS with https://127.0.0.1", line, StringComparison.Ordinal);
        Assert.Contains("ca.pem", line, StringComparison.Ordinal);
        Assert.Empty(server.Requests);
    }

    [Fact]
    public async Task An_authority_that_is_replaced_in_its_file_is_trusted_from_the_next_connection_on()
    {
        var next = new SomeAuthority("CN=next-ca");
        await using var server = (await FakeApiServer.StartAsync(next.Sign("server"))).Answers(Answer.List("10"));
        await using var watch = new RunningWatch(server, null, Access(server));
        var delay = await watch.Time.SeeWaitAsync(TimeSpan.FromMilliseconds(1), TimeSpan.FromSeconds(31), TestContext.Current.CancellationToken);

        _folder.Write("ca.pem", _authority.Pem + "\n" + next.Pem);
        watch.Time.Advance(delay);

        Assert.Equal("synced", await watch.NextAsync(1));
    }

    [Fact]
    public async Task The_name_in_the_certificate_must_be_the_host_or_the_configured_name()
    {
        await using var server = (await FakeApiServer.StartAsync(_authority.Sign("server", "api.internal"))).Answers(Answer.List("10"));
        await using var wrong = new RunningWatch(server, null, Access(server));
        await wrong.PassDelayAsync();
        Assert.Equal(0, wrong.Statistics.Relists(RelistReason.Start));
        Assert.NotEqual(0, wrong.Statistics.Errors(WatchError.Connection));
        Assert.Empty(server.Requests);

        await using var right = new RunningWatch(server, null, Access(server) with { ServerName = "api.internal" });
        Assert.Equal("synced", await right.NextAsync(1));
    }

    [Fact]
    public async Task Without_verification_any_server_will_do()
    {
        await using var server = (await FakeApiServer.StartAsync(new SomeAuthority().Sign("server", "elsewhere"))).Answers(Answer.List("10"));
        await using var watch = new RunningWatch(server, null, Access(server) with { SkipsVerification = true, Roots = null });

        Assert.Equal("synced", await watch.NextAsync(1));
    }

    [Fact]
    public async Task A_client_certificate_is_shown_and_a_new_one_is_used_after_the_old_one_was_refused()
    {
        using var first = _authority.Sign("first");
        using var second = _authority.Sign("second");
        var (certificate, key) = (_folder.Write("tls.crt", first.ExportCertificatePem()), _folder.Write("tls.key", first.GetECDsaPrivateKeyPem()));
        await using var server = (await FakeApiServer.StartAsync(_authority.Sign("server"), asksForCertificate: true)).Answers(
            async context =>
            {
                _folder.Write("tls.crt", second.ExportCertificatePem());
                _folder.Write("tls.key", second.GetECDsaPrivateKeyPem());
                await Answer.Status(401, "Unauthorized", "certificate has expired")(context);
            },
            Answer.List("10"));
        var credential = new ConfiguredCredential(null, SecretText.File(certificate), SecretText.File(key), TimeProvider.System);
        await using var watch = new RunningWatch(server, null, Access(server) with { Credential = credential });

        Assert.Equal("synced", await watch.NextAsync(1));
        Assert.Equal("CN=first", (await server.RequestAsync(1)).ClientCertificate);
        Assert.Equal("CN=second", (await server.RequestAsync(2)).ClientCertificate);
    }

    private ApiAccess Access(FakeApiServer server) => new(
        server.Address, new TrustedRoots(SecretText.File(_folder.Write("ca.pem", _authority.Pem))), new ConfiguredCredential(null, null, null, TimeProvider.System));
}
