using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Windsock.FlowCollector.CallReceivers;
using Windsock.FlowCollector.IstioAccessLog;
using Windsock.FlowCollector.IstioAccessLog.Protos;
using Windsock.FlowCollector.Tests.CallReceivers;
using Windsock.Model.Calls;
using Windsock.Model.Flows;
using Windsock.Testing;

namespace Windsock.FlowCollector.Tests.IstioAccessLog;

/// <summary>What the entries of real situations become.</summary>
public sealed class AccessLogEntryTests
{
    private const string Etl = "spiffe://cluster.local/ns/airflow/sa/etl";
    private const string Billing = "spiffe://cluster.local/ns/shop/sa/billing";

    private readonly AccessLogDecoder _decoder = new();
    private readonly TakenCalls _taken = new();
    private CallOutput? _output;

    [Fact]
    public void An_outbound_request_is_the_connection_between_the_pods_and_the_service_that_was_called()
    {
        var call = Read(SomeProxy.Outbound());

        Assert.Equal((CallReporter.Client, CallProtocol.Http11, "GET", (ushort)200), (call.Reporter, call.Protocol, call.Method, call.Code));
        Assert.Equal("10.1.0.7:51000 -> 10.1.0.9:8080", $"{call.ClientIp}:{call.ClientPort} -> {call.ServerIp}:{call.ServerPort}");
        Assert.Equal(new ServiceName("shop", "billing"), call.Service);
        Assert.Equal((300, 5_000, 12_000_000), (call.SentBytes, call.ReceivedBytes, call.DurationNanoseconds));
        Assert.Equal(TlsMode.Unknown, call.Tls);
        Assert.True(call.Client.IsReporter);
        Assert.Equal(("airflow", "etl-load-x1", "worker-3"), (call.Client.Namespace, call.Client.PodName, call.NodeName));
        Assert.Equal(["k8s:dag_id=etl", "k8s:kubernetes_executor=True"], call.Client.Labels);
        Assert.Equal(["dag_id=etl"], call.Client.Annotations);
    }

    [Fact]
    public void An_inbound_request_over_mutual_TLS_names_both_principals()
    {
        var call = Read(SomeProxy.Inbound(SomeProxy.Mutual(Billing, Etl)));

        Assert.Equal((CallReporter.Server, TlsMode.Mutual, Billing, Etl), (call.Reporter, call.Tls, call.ClientPrincipal, call.ServerPrincipal));
        Assert.Equal("10.1.0.9:51000 -> 10.1.0.7:8080", $"{call.ClientIp}:{call.ClientPort} -> {call.ServerIp}:{call.ServerPort}");
        Assert.Equal("etl-load-x1", call.Server.PodName);
        Assert.Null(call.Service);
    }

    [Fact]
    public void A_name_sniffed_from_foreign_TLS_proves_neither_TLS_nor_plaintext()
    {
        Assert.Equal(TlsMode.Unknown, Read(SomeProxy.Inbound(new TLSProperties { TlsSniHostname = "db.example.com" })).Tls);
        Assert.Equal(TlsMode.Plaintext, Read(SomeProxy.Inbound(null)).Tls);
        Assert.Equal(TlsMode.Simple, Read(SomeProxy.Inbound(new TLSProperties { TlsVersion = TLSProperties.Types.TLSVersion.Tlsv12 })).Tls);
    }

    [Fact]
    public void A_request_through_a_tunnel_has_the_address_behind_it_and_no_word_on_TLS()
    {
        var entry = SomeProxy.Inbound(null);
        entry.CommonProperties.DownstreamDirectRemoteAddress = new Address { EnvoyInternalAddress = new EnvoyInternalAddress { ServerListenerName = "inbound", EndpointId = "10.1.0.9:51000" } };

        var call = Read(entry);

        Assert.Equal((TlsMode.Unknown, "10.1.0.9", (ushort)51_000), (call.Tls, call.ClientIp.ToString(), call.ClientPort));
    }

    [Fact]
    public void A_denied_request_has_no_cluster_and_is_told_by_the_pods_own_address()
    {
        var entry = SomeProxy.Inbound(SomeProxy.Mutual(Billing, Etl));
        (entry.CommonProperties.UpstreamCluster, entry.CommonProperties.UpstreamRemoteAddress, entry.CommonProperties.UpstreamLocalAddress) = ("", null, null);
        entry.Response = new HTTPResponseProperties { ResponseCode = 403, ResponseCodeDetails = "rbac_access_denied_matched_policy[ns[airflow]-policy[deny]-rule[0]]" };

        var call = Read(entry);

        Assert.Equal((CallReporter.Server, (ushort)403), (call.Reporter, call.Code));
        Assert.Equal("rbac_access_denied_matched_policy[ns[airflow]-policy[deny]-rule[0]]", call.Details);
    }

    [Fact]
    public void A_request_to_nowhere_names_the_host_that_was_asked_for_and_no_port()
    {
        var entry = SomeProxy.Outbound();
        (entry.CommonProperties.UpstreamCluster, entry.CommonProperties.UpstreamRemoteAddress, entry.CommonProperties.UpstreamLocalAddress) = ("", null, null);
        (entry.CommonProperties.RouteName, entry.Request.Authority) = ("block_all", "API.Example.com:443");

        var call = Read(entry);

        Assert.Equal((CallReporter.Client, "api.example.com", "10.1.0.7", (ushort)0), (call.Reporter, call.Host, call.ClientIp.ToString(), call.ClientPort));
        Assert.True(call.ServerIp.IsNone);
    }

    [Fact]
    public void A_short_name_without_a_host_chosen_could_be_any_service_and_is_not_guessed()
    {
        var entry = SomeProxy.Outbound();
        (entry.CommonProperties.UpstreamCluster, entry.Request.Authority, entry.CommonProperties.RouteName) = ("", "billing.shop", "default");

        var call = Read(entry);

        Assert.Equal((null, ""), (call.Service, call.Host));
    }

    [Theory]
    [InlineData("sidecar", CallReporter.Client)]
    [InlineData("router", CallReporter.Gateway)]
    [InlineData("waypoint", CallReporter.Waypoint)]
    public void The_kind_of_the_proxy_says_whose_entry_it_is(string type, CallReporter reporter) =>
        Assert.Equal(reporter, Read(SomeProxy.Outbound(), SomeProxy.Identifier(type: type)).Reporter);

    [Fact]
    public void TCP_in_an_entry_of_the_HTTP_logger_is_TCP_with_its_bytes_and_details()
    {
        var entry = SomeProxy.Outbound();
        entry.ProtocolVersion = HTTPAccessLogEntry.Types.HTTPVersion.ProtocolUnspecified;
        entry.Request = new HTTPRequestProperties { RequestBodyBytes = 17 };
        entry.Response = new HTTPResponseProperties { ResponseBodyBytes = 42, ResponseCodeDetails = "filter_chain_not_found" };

        var call = Read(entry);

        Assert.Equal((CallProtocol.Tcp, 17, 42, "filter_chain_not_found"), (call.Protocol, call.SentBytes, call.ReceivedBytes, call.Details));
    }

    [Fact]
    public void Peer_metadata_is_read_in_both_encodings()
    {
        var entry = SomeProxy.Outbound();
        var peer = SomeProxy.Struct(("namespace", Value.ForString("shop")), ("name", Value.ForString("billing-7b6c")), ("workload", Value.ForString("billing")), ("type", Value.ForString("deployment")));
        entry.CommonProperties.FilterStateObjects["upstream_peer"] = Any.Pack(peer);
        var ofStruct = Read(entry).Server;

        entry.CommonProperties.FilterStateObjects.Clear();
        var flat = FlatNodeWriter.Write((0, "billing-7b6c"), (1, "shop"), (4, "billing"));
        entry.CommonProperties.FilterStateObjects["wasm.upstream_peer"] = Any.Pack(new BytesValue { Value = ByteString.CopyFrom(flat) });
        var ofFlatBuffer = Read(entry).Server;

        Assert.Equal(("shop", "billing-7b6c", new Workload("billing", "Deployment")), (ofStruct.Namespace, ofStruct.PodName, ofStruct.Workloads[0]));
        Assert.Equal(("shop", "billing-7b6c", new Workload("billing", "")), (ofFlatBuffer.Namespace, ofFlatBuffer.PodName, ofFlatBuffer.Workloads[0]));
    }

    [Fact]
    public void A_client_may_only_introduce_itself_over_mutual_TLS_and_from_the_namespace_of_its_certificate()
    {
        var task = SomeProxy.Struct(("namespace", Value.ForString("airflow")), ("name", Value.ForString("etl-1")), ("labels", Value.ForStruct(SomeProxy.Struct(("dag_id", Value.ForString("etl"))))));

        Assert.Same(Endpoint.None, ReadWithClient(null, task).Client);
        Assert.Same(Endpoint.None, ReadWithClient(SomeProxy.Mutual(Billing, Etl), task).Client);
        Assert.Equal(["k8s:dag_id=etl"], ReadWithClient(SomeProxy.Mutual(Etl, Etl), task).Client.Labels);
    }

    [Fact]
    public void Every_beginning_and_every_changed_byte_of_a_FlatBuffer_is_read_within_its_bounds()
    {
        var flat = FlatNodeWriter.Write((0, "billing-7b6c"), (1, "shop"), (4, "billing"));
        var entry = SomeProxy.Outbound();
        for (var place = 0; place < flat.Length * 256; place++)
        {
            var damaged = flat.ToArray();
            damaged[place / 256] = (byte)place;
            entry.CommonProperties.FilterStateObjects["wasm.upstream_peer"] = Any.Pack(new BytesValue { Value = ByteString.CopyFrom(place % 256 == 0 ? flat.AsSpan(0, place / 256) : damaged) });
            Read(entry);
        }
    }

    [Fact]
    public void A_report_in_the_middle_of_a_connection_is_not_final()
    {
        var entry = SomeProxy.Outbound();
        entry.CommonProperties.AccessLogType = AccessLogType.TcpPeriodic;
        Assert.False(Read(entry).IsFinal);

        entry.CommonProperties.AccessLogType = AccessLogType.DownstreamEnd;
        Assert.True(Read(entry).IsFinal);
    }

    [Fact]
    public void Known_entries_are_read_without_an_object_for_each()
    {
        var entries = Enumerable.Range(0, 64).Select(number => SomeProxy.Outbound($"0af7651916cd43dd8448eb211c8031{number:x2}"));
        var message = SomeProxy.Message(SomeProxy.Identifier(), entries);

        // From the second time on they are copies, so that no batch is made of them: what is left is decoding alone.
        Assert.Equal(0, Allocations.Of(() => ReadAll(message)));
    }

    private void ReadAll(byte[] message)
    {
        Assert.True(AccessLogDecoder.TryRead(message, out var parts));
        Assert.True(_decoder.TryReadIdentifier(parts.Identifier, out var proxy, out _));
        _decoder.Decode(parts, proxy, _output ??= _taken.Output());
    }

    private Call ReadWithClient(TLSProperties? tls, Struct peer)
    {
        var entry = SomeProxy.Inbound(tls);
        entry.CommonProperties.FilterStateObjects["downstream_peer"] = Any.Pack(peer);
        return Read(entry);
    }

    private Call Read(HTTPAccessLogEntry entry, StreamAccessLogsMessage.Types.Identifier? identifier = null)
    {
        var message = SomeProxy.Message(identifier ?? SomeProxy.Identifier(), entry);
        Assert.True(AccessLogDecoder.TryRead(message, out var parts));
        Assert.True(_decoder.TryReadIdentifier(parts.Identifier, out var proxy, out _));
        Assert.True(_decoder.Decode(parts, proxy, _taken.Output()));
        return Assert.Single(_taken.Read());
    }
}
