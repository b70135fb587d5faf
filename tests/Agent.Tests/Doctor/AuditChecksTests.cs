using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Windsock.Agent.Doctor;
using Windsock.Agent.Doctor.Checks;
using Windsock.Agent.Web;
using Windsock.FlowCollector.KubernetesAudit;
using Windsock.Testing;

namespace Windsock.Agent.Tests.Doctor;

/// <summary>What doctor says of the port for audit events: from outside, by the configuration, and by the agent's own books.</summary>
public sealed class AuditChecksTests : IDisposable
{
    private static readonly DateTimeOffset Noon = SomeSights.Noon;

    private readonly TemporaryFolder _folder = new();

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(-30, 90, CheckState.Ok, "which ends 2026-05-30.")]
    [InlineData(-30, 5, CheckState.Warn, "which ends 2026-03-06, in 5 days.")]
    [InlineData(-30, -1, CheckState.Fail, "which ends 2026-02-28: it has ended, and no sender trusts it.")]
    [InlineData(2, 90, CheckState.Fail, "which ends 2026-05-30 and begins only 2026-03-03: no sender trusts it.")]
    public async Task The_end_of_the_certificate_is_told_before_it_comes(int fromDays, int toDays, object state, string said)
    {
        using var server = new ShowingServer(CertificateOf(Noon.AddDays(fromDays), Noon.AddDays(toDays)));

        var result = await new AuditPortCheck("127.0.0.1", server.Port, isEncrypted: true, new ManualTime(Noon)).RunAsync(Stop);

        Assert.Equal((CheckState)state, result.State);
        Assert.Equal($"The agent takes connections at 127.0.0.1:{server.Port} with a certificate for windsock-audit.windsock.svc and 10.96.94.67, {said}", result.Meaning);
    }

    [Fact]
    public async Task A_port_without_TLS_is_doubtful_and_one_that_nobody_has_is_a_failure()
    {
        using var silent = new TcpListener(IPAddress.Loopback, 0);
        silent.Start();
        var port = ((IPEndPoint)silent.LocalEndpoint).Port;

        Assert.Equal(CheckState.Warn, (await Check(port, isEncrypted: false).RunAsync(Stop)).State);
        Assert.Contains("connection refused", (await Check(FreePort.Next(), isEncrypted: true).RunAsync(Stop)).Meaning, StringComparison.Ordinal);
        Assert.Equal(CheckState.Skipped, (await Check(0, isEncrypted: true).RunAsync(Stop)).State);
    }

    [Fact]
    public async Task What_speaks_no_TLS_is_told()
    {
        using var server = new ShowingServer(null);

        var result = await Check(server.Port, isEncrypted: true).RunAsync(Stop);

        Assert.Equal(CheckState.Fail, result.State);
        Assert.StartsWith($"No TLS comes about at 127.0.0.1:{server.Port}: ", result.Meaning, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Who_may_send_is_told_by_the_configuration()
    {
        var authority = _folder.Write("ca.crt", "some");
        var token = _folder.Write("token", "secret-of-a-test");

        Assert.Equal((CheckState.Warn, "Nobody has to prove who it is: whoever reaches audit.listen can invent what tasks did."), await SendersAsync(new KubernetesAuditOptions { Insecure = true }));
        Assert.Equal(
            (CheckState.Ok, "Senders are let in by a client certificate for windsock-audit-sender and the token of audit.tokenFile."),
            await SendersAsync(new KubernetesAuditOptions { TokenFile = token, Tls = { ClientCaFile = authority, ClientNames = ["windsock-audit-sender"] } }));
        Assert.Equal((CheckState.Warn, $"Every client certificate of {authority} lets a sender in."), await SendersAsync(new KubernetesAuditOptions { Tls = { ClientCaFile = authority } }));
        Assert.Equal((CheckState.Fail, "audit.tokenFile /nowhere/token does not exist here: nobody is let in by it."), await SendersAsync(new KubernetesAuditOptions { TokenFile = "/nowhere/token" }));
        var empty = _folder.Write("empty", "");
        Assert.Equal((CheckState.Fail, $"audit.tokenFile {empty} is empty: nobody is let in by it."), await SendersAsync(new KubernetesAuditOptions { TokenFile = empty }));
    }

    [Theory]
    [InlineData(true, 12_000, 4_000, 0, 0, CheckState.Ok, "12,000 audit events have come since the agent started: 4,000 are of use, 8,000 were ignored, 0 came before, 0 could not be read.")]
    [InlineData(true, 100, 90, 10, 0, CheckState.Warn, "100 audit events have come since the agent started: 90 are of use, 0 were ignored, 0 came before, 10 could not be read.")]
    [InlineData(true, 10, 10, 0, 3, CheckState.Warn, "10 audit events have come since the agent started: 10 are of use, 0 were ignored, 0 came before, 0 could not be read. Senders were asked to come again 3 times, since the queue was full.")]
    [InlineData(true, 0, 0, 0, 0, CheckState.Warn, "No audit event has come since the agent started, ")]
    [InlineData(false, 5, 5, 0, 0, CheckState.Fail, "The audit port of the agent does not listen; it has failed 2 times.")]
    public async Task What_has_come_is_told_by_the_agents_books(bool isUp, long received, long decoded, long undecodable, long refusals, object state, string said)
    {
        var status = SomeSights.AgentStatus() with { Platform = [new PlatformSourceStatus("audit", isUp, received, decoded, undecodable, 0, received - decoded - undecodable, refusals, 2)] };

        var result = await new AuditEventsCheck(SomeSights.Agent(status), "audit").RunAsync(Stop);

        Assert.Equal((CheckState)state, result.State);
        Assert.StartsWith(said, result.Meaning, StringComparison.Ordinal);
        Assert.Equal(result.State == CheckState.Ok, result.Mend.Length == 0);
    }

    [Fact]
    public async Task An_agent_that_takes_none_is_another_one()
    {
        Assert.Equal(CheckState.Warn, (await new AuditEventsCheck(SomeSights.Agent(), "audit").RunAsync(Stop)).State);
        await Assert.ThrowsAsync<CheckSkippedException>(() => new AuditEventsCheck(SomeSights.NoAgent(), "audit").RunAsync(Stop));
    }

    private static AuditPortCheck Check(int port, bool isEncrypted) => new("127.0.0.1", port, isEncrypted, new ManualTime(Noon));

    private static async Task<(CheckState State, string Meaning)> SendersAsync(KubernetesAuditOptions options)
    {
        var result = await new AuditSendersCheck(options).RunAsync(Stop);
        return (result.State, result.Meaning);
    }

    private static X509Certificate2 CertificateOf(DateTimeOffset from, DateTimeOffset to)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=windsock-audit", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName("windsock-audit.windsock.svc");
        names.AddIpAddress(IPAddress.Parse("10.96.94.67"));
        request.CertificateExtensions.Add(names.Build());

        // One that was made in memory has a key that servers cannot use on every platform.
        using var made = request.CreateSelfSigned(from, to);
        return X509CertificateLoader.LoadPkcs12(made.Export(X509ContentType.Pkcs12), null);
    }

    /// <summary>Takes connections on loopback, shows its certificate to each, or says something that is no TLS.</summary>
    private sealed class ShowingServer : IDisposable
    {
        private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
        private readonly X509Certificate2? _certificate;
        private readonly Task _run;

        public ShowingServer(X509Certificate2? certificate)
        {
            _certificate = certificate;
            _listener.Start();
            _run = ServeAsync();
        }

        public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

        public void Dispose()
        {
            _listener.Dispose();
            _certificate?.Dispose();
        }

        private async Task ServeAsync()
        {
            try
            {
                while (true)
                {
                    using var client = await _listener.AcceptTcpClientAsync();
                    if (_certificate is null)
                    {
                        await client.GetStream().WriteAsync("220 this is a mail server\r\n"u8.ToArray());
                        continue;
                    }

                    await using var stream = new SslStream(client.GetStream());
                    await stream.AuthenticateAsServerAsync(_certificate);
                    await stream.ReadAtLeastAsync(new byte[1], 1, throwOnEndOfStream: false);
                }
            }
            catch (Exception failure) when (failure is SocketException or IOException or ObjectDisposedException or OperationCanceledException)
            {
                // The test is over.
            }
        }
    }
}
