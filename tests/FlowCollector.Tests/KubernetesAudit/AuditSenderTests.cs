using System.Net;
using Windsock.FlowCollector.KubernetesAudit;
using Windsock.FlowCollector.KubernetesAudit.Port;
using Windsock.FlowCollector.Tests.Grpc;

namespace Windsock.FlowCollector.Tests.KubernetesAudit;

public sealed class AuditSenderTests : IDisposable
{
    private readonly Certificates _authority = new();
    private readonly byte[] _body = SomeAudit.List(SomeAudit.Event("a"));

    public void Dispose() => _authority.Dispose();

    [Fact]
    public async Task With_a_client_authority_only_its_certificates_let_a_sender_in()
    {
        using var strangers = new Certificates("Other CA");
        await using var port = await RunningPort.StartAsync(Options(clientCa: true));

        Assert.Equal(HttpStatusCode.Unauthorized, await SendAsync(port));
        await Assert.ThrowsAnyAsync<HttpRequestException>(() => SendAsync(port, strangers.WriteClient("kube-apiserver")));
        Assert.Equal(HttpStatusCode.OK, await SendAsync(port, _authority.WriteClient("kube-apiserver")));
        Assert.Equal((1L, 0L), (port.Counts.ShowedNothing.Value, port.Counts.ShowedWrong.Value));
        Assert.Single(port.Taken.ReadActions());
    }

    [Fact]
    public async Task Of_a_shared_authority_only_the_names_that_are_given_let_a_sender_in()
    {
        var options = Options(clientCa: true);
        options.Tls.ClientNames = ["kube-apiserver"];
        await using var port = await RunningPort.StartAsync(options);

        Assert.Equal(HttpStatusCode.Unauthorized, await SendAsync(port, _authority.WriteClient("system:node:n1")));
        Assert.Equal(HttpStatusCode.OK, await SendAsync(port, _authority.WriteClient("kube-apiserver")));
        Assert.Equal(1, port.Counts.ShowedWrong.Value);
    }

    [Fact]
    public async Task A_bearer_token_lets_in_and_is_read_again_when_its_file_changes()
    {
        var file = _authority.Write("token", "first\n");
        await using var port = await RunningPort.StartAsync(Options(file));

        Assert.Equal(HttpStatusCode.OK, await SendAsync(port, token: "first"));
        Assert.Equal(HttpStatusCode.Unauthorized, await SendAsync(port, token: "firs"));
        Assert.Equal(HttpStatusCode.Unauthorized, await SendAsync(port));
        _authority.Write("token", "second");
        Assert.Equal(HttpStatusCode.Unauthorized, await SendAsync(port, token: "first"));
        Assert.Equal(HttpStatusCode.OK, await SendAsync(port, token: "second"));
        Assert.Equal((2L, 1L), (port.Counts.ShowedWrong.Value, port.Counts.ShowedNothing.Value));
    }

    [Fact]
    public async Task Either_of_both_lets_in_when_both_are_set()
    {
        await using var port = await RunningPort.StartAsync(Options(_authority.Write("token", "t"), clientCa: true));

        Assert.Equal(HttpStatusCode.OK, await SendAsync(port, token: "t"));
        Assert.Equal(HttpStatusCode.OK, await SendAsync(port, _authority.WriteClient("kube-apiserver")));
        Assert.Equal(HttpStatusCode.Unauthorized, await SendAsync(port));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    public async Task While_the_file_of_the_token_cannot_be_used_senders_are_asked_to_come_again(string? content)
    {
        var file = _authority.Write("token", "t");
        await using var port = await RunningPort.StartAsync(Options(file));
        File.Delete(file);
        if (content is not null)
        {
            File.WriteAllText(file, content);
        }

        Assert.Equal(HttpStatusCode.ServiceUnavailable, await SendAsync(port, token: "t"));
        Assert.Equal(1, port.Counts.Requests(RequestOutcome.Undecided).Value);
    }

    [Fact]
    public async Task Firehose_may_show_the_token_as_its_access_key()
    {
        await using var port = await RunningPort.StartAsync(Options(_authority.Write("token", "t")));
        using var client = port.Client(_authority.CaFile);
        client.DefaultRequestHeaders.Add("X-Amz-Firehose-Access-Key", "t");

        using var answer = await RunningPort.PostAsync(client, "{\"records\":[]}"u8.ToArray(), "/v1/audit/eks");

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
    }

    [Fact]
    public async Task An_envelope_with_a_check_of_its_own_asks_for_nothing_else()
    {
        await using var port = await RunningPort.StartAsync(Options(_authority.Write("token", "t"), clientCa: true), more: new OwnCheckEnvelope());
        using var client = port.Client(_authority.CaFile);

        using var refused = await RunningPort.PostAsync(client, _body, "/v1/own");
        client.DefaultRequestHeaders.Add("Authorization", "Bearer of-another-kind");
        using var taken = await RunningPort.PostAsync(client, _body, "/v1/own");

        Assert.Equal((HttpStatusCode.Unauthorized, HttpStatusCode.OK), (refused.StatusCode, taken.StatusCode));
    }

    [Fact]
    public async Task A_rotated_certificate_is_used_by_the_next_connection_and_a_broken_one_is_counted()
    {
        var options = Options(_authority.Write("token", "t"));
        await using var port = await RunningPort.StartAsync(options);
        Assert.Equal(HttpStatusCode.OK, await SendAsync(port, token: "t"));

        var key = await File.ReadAllTextAsync(options.Tls.KeyFile, TestContext.Current.CancellationToken);
        File.WriteAllText(options.Tls.KeyFile, "no key");
        await Assert.ThrowsAnyAsync<HttpRequestException>(() => SendAsync(port, token: "t"));
        Assert.Equal(1, port.Counts.UnusableCertificates.Value);

        File.WriteAllText(options.Tls.KeyFile, key);
        Assert.Equal(HttpStatusCode.OK, await SendAsync(port, token: "t"));
    }

    private KubernetesAuditOptions Options(string tokenFile = "", bool clientCa = false)
    {
        var (cert, key) = _authority.WriteServer("audit.test");
        return new KubernetesAuditOptions
        {
            Enabled = true,
            TokenFile = tokenFile,
            Tls = new AuditTlsOptions { CertFile = cert, KeyFile = key, ClientCaFile = clientCa ? _authority.CaFile : "" },
        };
    }

    private async Task<HttpStatusCode> SendAsync(RunningPort port, (string CertFile, string KeyFile)? own = null, string? token = null)
    {
        using var client = port.Client(_authority.CaFile, own, token);
        using var answer = await RunningPort.PostAsync(client, _body);
        return answer.StatusCode;
    }

    private sealed class OwnCheckEnvelope : IAuditEnvelope, IAuditSenderCheck
    {
        public string Path => "/v1/own";

        public string Source => "gke";

        public IAuditSenderCheck SenderCheck => this;

        public ValueTask ReadAsync(Stream body, AuditIntake intake, CancellationToken gone) => ValueTask.CompletedTask;

        public ValueTask<string?> RefuseAsync(AuditSender sender, CancellationToken gone) =>
            ValueTask.FromResult(sender.Header("Authorization") == "Bearer of-another-kind" ? null : "it shows no token of another kind");
    }
}
