using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Windsock.Exporter.Alerts.Http;
using Windsock.Pipeline.Sinks;

namespace Windsock.Exporter.Tests.Alerts.Http;

public class OutboundTlsTests
{
    private static readonly SomeCertificates Authority = new();

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_receiver_is_trusted_by_the_file_that_is_configured_and_the_file_is_read_again()
    {
        using var folder = new SecretFolder();
        await using var receiver = await ScriptedReceiver.StartAsync(Authority.Sign("receiver"));
        receiver.AnswerWith(200, header: "Connection", value: "close");
        using var client = new OutboundClient(new OutboundOptions { CaFile = folder.Write("ca.pem", new SomeCertificates().Pem) }, "alerts.x.http", TimeProvider.System);

        var distrusted = await client.PostAsync(() => Request(receiver), Stop);
        folder.Write("ca.pem", Authority.Pem);
        var trusted = await client.PostAsync(() => Request(receiver), Stop);
        File.Delete(folder.PathOf("ca.pem"));
        var unreadable = await client.PostAsync(() => Request(receiver), Stop);

        Assert.Equal(DeliveryOutcome.Retryable, distrusted.Outcome);
        Assert.Contains("TLS failed", distrusted.Why, StringComparison.Ordinal);
        Assert.Contains($"(trusted: alerts.x.http.caFile '{folder.PathOf("ca.pem")}')", distrusted.Why, StringComparison.Ordinal);
        Assert.Equal(DeliveryOutcome.Delivered, trusted.Outcome);
        Assert.Equal(DeliveryOutcome.Retryable, unreadable.Outcome);
        Assert.StartsWith($"alerts.x.http.caFile '{folder.PathOf("ca.pem")}' cannot be used", unreadable.Why, StringComparison.Ordinal);
        Assert.Single(receiver.Requests);
    }

    [Fact]
    public async Task A_receiver_that_only_the_system_could_vouch_for_is_not_trusted_by_chance()
    {
        await using var receiver = await ScriptedReceiver.StartAsync(Authority.Sign("receiver"));
        using var client = new OutboundClient(new OutboundOptions(), "alerts.x.http", TimeProvider.System);

        var delivery = await client.PostAsync(() => Request(receiver), Stop);

        Assert.Equal(DeliveryOutcome.Retryable, delivery.Outcome);
        Assert.Contains("(trusted: the roots of the system)", delivery.Why, StringComparison.Ordinal);
        Assert.Empty(receiver.Requests);
    }

    [Fact]
    public async Task The_agent_shows_its_own_certificate_and_the_next_one_after_a_rotation()
    {
        using var folder = new SecretFolder();
        await using var receiver = await ScriptedReceiver.StartAsync(Authority.Sign("receiver"), asksForCertificate: true);
        receiver.AnswerWith(200, header: "Connection", value: "close");
        folder.Write("ca.pem", Authority.Pem);
        WriteOwn(folder, "agent-1");
        using var client = new OutboundClient(
            new OutboundOptions { CaFile = folder.PathOf("ca.pem"), CertFile = folder.PathOf("tls.crt"), KeyFile = folder.PathOf("tls.key") }, "alerts.x.http", TimeProvider.System);

        await client.PostAsync(() => Request(receiver), Stop);
        WriteOwn(folder, "agent-2");
        var last = await client.PostAsync(() => Request(receiver), Stop);

        Assert.Equal("", last.Why);
        Assert.Equal(["CN=agent-1", "CN=agent-2"], receiver.Requests.Select(request => request.ClientSubject));
    }

    private static void WriteOwn(SecretFolder folder, string subject)
    {
        using var own = Authority.Sign(subject);
        folder.Write("tls.crt", own.ExportCertificatePem());
        using ECDsa key = own.GetECDsaPrivateKey()!;
        folder.Write("tls.key", key.ExportPkcs8PrivateKeyPem());
    }

    private static OutboundRequest Request(ScriptedReceiver receiver) => new(new Uri(receiver.Address), "alerts.x.url", "{}"u8.ToArray());
}
