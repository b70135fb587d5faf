using System.Buffers.Binary;
using System.Text;
using Google.Protobuf.WellKnownTypes;
using Windsock.Agent.Simulation.Sidecars;
using Windsock.Agent.Simulation.World;
using Windsock.FlowCollector.IstioAccessLog.Protos;
using Windsock.Model.Calls;

namespace Windsock.Agent.Tests.Simulation.Sidecars;

public sealed class EntryEncodingTests
{
    private static readonly List<SimulatedCall> Calls = [.. SomeWorld.Played(SomeWorld.Settings(), 20).OfType<CallSeen>().Select(seen => seen.Call)];

    [Fact]
    public void An_outbound_entry_has_the_wire_upstream_and_the_service_downstream()
    {
        var call = Calls.First(one => one is { IsInbound: false, Service.Name.Name: "catalog", Code: 200, Client.Owner.DagId: "mesh_pricing" });

        var entry = EntryEncoding.ToWire(call);

        var common = entry.CommonProperties;
        Assert.Equal("outbound|80||catalog.shop.svc.cluster.local", common.UpstreamCluster);
        Assert.Equal(Address(call.Client.Ips[0], call.ClientPort), Told(common.UpstreamLocalAddress));
        Assert.Equal(Address(call.Server.Ips[0], 8080), Told(common.UpstreamRemoteAddress));
        Assert.StartsWith("10.96.", common.DownstreamLocalAddress.SocketAddress.Address, StringComparison.Ordinal);
        Assert.Equal(80u, common.DownstreamLocalAddress.SocketAddress.PortValue);
        Assert.Equal(call.Client.Ips[0], common.DownstreamRemoteAddress.SocketAddress.Address);
        Assert.Null(common.TlsProperties);
        Assert.Null(common.ResponseFlags);
        Assert.Equal(call.StartedAt, common.StartTime.ToDateTimeOffset());
        Assert.Equal(call.Duration, common.Duration.ToTimeSpan());
        Assert.Equal((call.RequestId.ToString(), "via_upstream", 200u), (entry.Request.RequestId, entry.Response.ResponseCodeDetails, entry.Response.ResponseCode));
        Assert.Equal(call.SentBytes, (long)(entry.Request.RequestHeadersBytes + entry.Request.RequestBodyBytes));
        Assert.Equal(call.ReceivedBytes, (long)(entry.Response.ResponseHeadersBytes + entry.Response.ResponseBodyBytes));
        var peer = common.FilterStateObjects["upstream_peer"].Unpack<Struct>();
        Assert.Equal(("deployment", "catalog", "shop"), (peer.Fields["type"].StringValue, peer.Fields["workload"].StringValue, peer.Fields["namespace"].StringValue));
    }

    [Fact]
    public void An_inbound_entry_has_the_wire_downstream_and_the_certificates_of_both_ends()
    {
        var call = Calls.First(one => one is { IsInbound: true, Code: 200, Security: TlsMode.Mutual, Client.Owner.Kind: TrueOwnerKind.Task });

        var common = EntryEncoding.ToWire(call).CommonProperties;

        Assert.Equal(Address(call.Client.Ips[0], call.ClientPort), Told(common.DownstreamRemoteAddress));
        Assert.Equal(Address(call.Server.Ips[0], call.Service.TargetPort), Told(common.DownstreamLocalAddress));
        Assert.StartsWith("inbound|", common.UpstreamCluster, StringComparison.Ordinal);
        Assert.Equal("127.0.0.6", common.UpstreamLocalAddress.SocketAddress.Address);
        Assert.Equal(TLSProperties.Types.TLSVersion.Tlsv13, common.TlsProperties.TlsVersion);
        Assert.Equal(call.Client.Principal, common.TlsProperties.PeerCertificateProperties.SubjectAltName.Single().Uri);
        Assert.Equal(call.Server.Principal, common.TlsProperties.LocalCertificateProperties.SubjectAltName.Single().Uri);
        Assert.StartsWith("spiffe://cluster.local/ns/airflow-jobs/sa/", call.Client.Principal, StringComparison.Ordinal);
        Assert.Equal(call.Client.Name, common.FilterStateObjects["downstream_peer"].Unpack<Struct>().Fields["name"].StringValue);
    }

    [Fact]
    public void A_denied_request_has_no_upstream_and_its_reason_in_the_details()
    {
        var denied = EntryEncoding.ToWire(Calls.First(one => one.Details.StartsWith("rbac_", StringComparison.Ordinal)));
        var seenByClient = EntryEncoding.ToWire(Calls.First(one => one is { Code: 403, IsInbound: false }));

        Assert.Equal((403u, "rbac_access_denied_matched_policy[ns[finance]-policy[deny-batch]-rule[0]]"), (denied.Response.ResponseCode, denied.Response.ResponseCodeDetails));
        Assert.Equal(19u, denied.Response.ResponseBodyBytes);
        Assert.Equal("", denied.CommonProperties.UpstreamCluster);
        Assert.Null(denied.CommonProperties.UpstreamRemoteAddress);
        Assert.Null(denied.CommonProperties.ResponseFlags);
        Assert.Equal((403u, "via_upstream"), (seenByClient.Response.ResponseCode, seenByClient.Response.ResponseCodeDetails));
    }

    [Fact]
    public void An_expired_certificate_is_told_by_flags_and_by_the_failure_of_the_transport_and_without_a_peer()
    {
        var entry = EntryEncoding.ToWire(Calls.First(one => one.TransportFailure.Length > 0));

        var common = entry.CommonProperties;
        Assert.True(common.ResponseFlags is { UpstreamConnectionFailure: true, UpstreamRetryLimitExceeded: true, UpstreamConnectionTermination: false });
        Assert.Contains("CERTIFICATE_VERIFY_FAILED", common.UpstreamTransportFailureReason, StringComparison.Ordinal);
        Assert.Contains("certificate has expired", common.UpstreamTransportFailureReason, StringComparison.Ordinal);
        Assert.Equal((503u, 3u), (entry.Response.ResponseCode, common.UpstreamRequestAttemptCount));
        Assert.Empty(common.FilterStateObjects);
    }

    [Fact]
    public void A_connection_is_an_entry_of_HTTP_with_nothing_of_HTTP_in_it()
    {
        var call = Calls.First(one => one.Protocol == CallProtocol.Tcp);

        var entry = EntryEncoding.ToWire(call);

        Assert.Equal(HTTPAccessLogEntry.Types.HTTPVersion.ProtocolUnspecified, entry.ProtocolVersion);
        Assert.Equal(new HTTPRequestProperties { RequestBodyBytes = (ulong)call.SentBytes }, entry.Request);
        Assert.Equal(new HTTPResponseProperties { ResponseBodyBytes = (ulong)call.ReceivedBytes }, entry.Response);
        Assert.Equal(AccessLogType.TcpConnectionEnd, entry.CommonProperties.AccessLogType);
        Assert.InRange(call.SentBytes, 200, 4_000);
    }

    [Fact]
    public void A_call_into_the_ambient_mesh_ends_inside_the_proxy()
    {
        var call = Calls.First(one => one.Service.IsAmbient);

        var common = EntryEncoding.ToWire(call).CommonProperties;

        Assert.Equal($"{call.Server.Ips[0]}:8080", common.UpstreamRemoteAddress.EnvoyInternalAddress.EndpointId);
        Assert.Null(common.UpstreamLocalAddress);
    }

    [Fact]
    public void An_old_proxy_tells_of_peers_in_a_flat_buffer()
    {
        var call = Calls.First(one => one.Reporter.Sidecar == Sidecar.Old);

        var state = EntryEncoding.ToWire(call).CommonProperties.FilterStateObjects;

        Assert.Equal(["wasm.upstream_peer", "wasm.upstream_peer_id"], state.Keys.Order(StringComparer.Ordinal));
        var node = state["wasm.upstream_peer"].Unpack<BytesValue>().Value.ToByteArray();
        Assert.Equal(call.Server.Name, FlatText(node, 0));
        Assert.Equal(call.Server.Namespace, FlatText(node, 1));
        Assert.Equal("", FlatText(node, 2));
        Assert.Equal(ProxyIdentity.WorkloadNameOf(call.Server), FlatText(node, 4));
        Assert.Equal("Kubernetes", FlatText(node, 9));
        Assert.StartsWith("sidecar~", state["wasm.upstream_peer_id"].Unpack<BytesValue>().Value.ToStringUtf8(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_proxy_introduces_itself_with_all_that_is_known_of_its_pod()
    {
        var pod = Calls.First(one => one is { IsInbound: false, Client.Owner.DagId: "mesh_pricing" }).Client;

        var identifier = ProxyIdentity.Of(pod);

        Assert.Equal($"sidecar~{pod.Ips[0]}~{pod.Name}.airflow-jobs~airflow-jobs.svc.cluster.local", identifier.Node.Id);
        var fields = identifier.Node.Metadata.Fields;
        Assert.Equal((pod.Name, "airflow-jobs", "pricing", "worker-1", pod.Ips[0], pod.Name), (
            fields["NAME"].StringValue, fields["NAMESPACE"].StringValue, fields["SERVICE_ACCOUNT"].StringValue, fields["NODE_NAME"].StringValue,
            fields["INSTANCE_IPS"].StringValue, fields["WORKLOAD_NAME"].StringValue));
        Assert.Equal("mesh_pricing", fields["LABELS"].StructValue.Fields["dag_id"].StringValue);
        Assert.Equal($"kubernetes://apis/v1/namespaces/airflow-jobs/pods/{pod.Name}", fields["OWNER"].StringValue);
        Assert.InRange(identifier.Node.Extensions.Count, 100, 400);
        Assert.Equal(identifier.Node.Extensions.Count, identifier.Node.Extensions.Select(one => one.Name).Distinct().Count());
        Assert.InRange(identifier.CalculateSize(), 8_000, 64_000);
    }

    private static string Address(string ip, int port) => $"{ip}:{port}";

    private static string Told(Address address) => $"{address.SocketAddress.Address}:{address.SocketAddress.PortValue}";

    /// <summary>A string field of a FlatBuffer's root table, by its place in the schema; empty when it is absent.</summary>
    private static string FlatText(byte[] buffer, int field)
    {
        var table = Int(0);
        var slots = table - Int(table);
        var offset = BinaryPrimitives.ReadUInt16LittleEndian(buffer.AsSpan(slots + 4 + (2 * field)));
        if (offset == 0)
        {
            return "";
        }

        var text = table + offset + Int(table + offset);
        return Encoding.UTF8.GetString(buffer, text + 4, Int(text));

        int Int(int at) => BinaryPrimitives.ReadInt32LittleEndian(buffer.AsSpan(at));
    }
}
