using Windsock.Detection.Tests.Connections;
using Windsock.Model.Flows;
using Windsock.Model.Identity;

namespace Windsock.Detection.Tests.Guardrails;

public sealed class MetadataNameTests
{
    private const string Metadata = "169.254.169.254";

    private static readonly Dialogue Dns = new() { Protocol = L4Protocol.Udp, ServerPort = 53, Server = "10.0.9.53" };
    private static readonly Dialogue Call = new() { Server = Metadata, ServerPort = 80, ServerEndpoint = new Endpoint { Identity = 2 } };

    [Fact]
    public void A_metadata_service_goes_by_its_address() => Assert.Equal(new Peer(PeerKind.Cidr, "169.254.169.254/32"), PeerOf(Call.Syn(1.1), Call.SynAck(1.2)));

    [Fact]
    public void A_name_that_leads_to_a_metadata_service_does_not_hide_it() =>
        Assert.Equal("169.254.169.254/32", PeerOf(Dns.DnsAnswer(1, "innocent.example.com.", 30, Metadata), Call.Syn(1.1), Call.SynAck(1.2)).Name);

    private static Peer PeerOf(params Flow[] flows) =>
        new Tracking().See(flows).Until(40).Reported.Single(connection => connection.ServerPort == 80).ServerAsPeer;
}
