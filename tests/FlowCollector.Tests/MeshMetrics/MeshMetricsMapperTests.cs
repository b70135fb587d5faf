using System.Text;
using Windsock.FlowCollector.MeshMetrics;
using Windsock.FlowCollector.MeshMetrics.Exposition;
using Windsock.FlowCollector.MeshMetrics.Targets;
using Windsock.Model.Calls;
using Windsock.Model.Flows;

namespace Windsock.FlowCollector.Tests.MeshMetrics;

public sealed class MeshMetricsMapperTests
{
    private static readonly string Client = SomePage.Labels("source", "etl-load-x7k2", "airflow", "api", "data", "http", ("response_code", "200"));
    private static readonly string Server = SomePage.Labels("destination", "web", "shop", "etl-load-x7k2", "airflow", "http", ("response_code", "404"));

    [Fact]
    public void The_client_side_of_a_request_is_known_by_its_service_answer_and_certificates()
    {
        var side = Read(MeshCounter.Requests, Client);

        Assert.Equal((CallReporter.Client, CallProtocol.Http, TlsMode.Mutual, (ushort)200), (side.Reporter, side.Protocol, side.Tls, side.Code));
        Assert.Equal((new ServiceName("data", "api"), ""), (side.Service!, side.Host));
        Assert.Equal(("airflow", "etl-load-x7k2"), (side.Namespace, side.Workload));
        Assert.Equal(("spiffe://cluster.local/ns/airflow/sa/etl", "spiffe://cluster.local/ns/data/sa/api"), (side.ClientPrincipal, side.ServerPrincipal));
    }

    [Fact]
    public void The_server_side_is_the_workload_that_was_called()
    {
        var side = Read(MeshCounter.Requests, Server);

        Assert.Equal((CallReporter.Server, TlsMode.Mutual, (ushort)404), (side.Reporter, side.Tls, side.Code));
        Assert.Equal(("airflow", "etl-load-x7k2"), (side.Namespace, side.Workload));
    }

    [Theory]
    [InlineData("waypoint")]
    [InlineData("unknown")]
    [InlineData("")]
    [InlineData("Source")]
    public void Another_reporter_is_no_side(string reporter) =>
        Assert.False(MeshMetricsMapper.TryRead(MeshCounter.Requests, Encoding.UTF8.GetBytes(With(Client, "reporter", reporter)), out _));

    [Theory]
    [InlineData("none", TlsMode.Plaintext)]
    [InlineData("mutual_tls", TlsMode.Mutual)]
    [InlineData("unknown", TlsMode.Unknown)]
    [InlineData("simple", TlsMode.Unknown)]
    public void A_server_says_itself_how_it_was_spoken_to(string policy, TlsMode tls)
    {
        var side = Read(MeshCounter.Requests, With(Server, "connection_security_policy", policy));

        Assert.Equal(tls, side.Tls);
        Assert.Equal(tls == TlsMode.Mutual, side.ClientPrincipal.Length > 0);
    }

    [Theory]
    [InlineData("unknown", "spiffe://cluster.local/ns/data/sa/api")]
    [InlineData("spiffe://cluster.local/ns/airflow/sa/etl", "unknown")]
    [InlineData("etl", "api")]
    [InlineData("", "")]
    public void Without_both_principals_a_client_does_not_know_how_it_spoke(string source, string destination)
    {
        var side = Read(MeshCounter.TcpSentBytes, With(With(Client, "source_principal", source), "destination_principal", destination));

        Assert.Equal((TlsMode.Unknown, "", ""), (side.Tls, side.ClientPrincipal, side.ServerPrincipal));
    }

    [Theory]
    [InlineData("-", ResponseFlags.None, "")]
    [InlineData("", ResponseFlags.None, "")]
    [InlineData("UF,URX", ResponseFlags.UpstreamConnectionFailure | ResponseFlags.UpstreamRetryLimitExceeded, "")]
    [InlineData("DENY", ResponseFlags.None, "DENY")]
    [InlineData("UH,TLS_FAILURE,DENY", ResponseFlags.NoHealthyUpstream, "TLS_FAILURE")]
    [InlineData("rm -rf,<b>,uf", ResponseFlags.None, "")]
    [InlineData("AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA", ResponseFlags.None, "")]
    public void Flags_are_Envoys_and_one_other_word_at_most(string text, ResponseFlags flags, string other)
    {
        var side = Read(MeshCounter.TcpClosed, With(Client, "response_flags", text));

        Assert.Equal((flags, other), (side.Flags, side.OtherFlag));
    }

    [Theory]
    [InlineData("0", 0)]
    [InlineData("99", 0)]
    [InlineData("600", 0)]
    [InlineData("-200", 0)]
    [InlineData("2e2", 0)]
    [InlineData("99999999999", 0)]
    [InlineData("503", 503)]
    public void A_code_is_an_HTTP_status_or_none(string text, ushort code) => Assert.Equal(code, Read(MeshCounter.Requests, With(Client, "response_code", text)).Code);

    [Theory]
    [InlineData("api.example.com", "PassthroughCluster", "unknown", "api.example.com")]
    [InlineData("API.example.com:8443", "BlackHoleCluster", "unknown", "api.example.com")]
    [InlineData("93.184.216.34", "PassthroughCluster", "unknown", "")]
    [InlineData("93.184.216.34:80", "PassthroughCluster", "unknown", "")]
    [InlineData("unknown", "unknown", "unknown", "")]
    [InlineData("api.other.svc.cluster.local", "api", "data", "api.other.svc.cluster.local")]
    [InlineData("<script>", "x", "data", "")]
    public void What_is_no_service_of_the_cluster_is_a_host_or_nothing(string text, string name, string @namespace, string host)
    {
        var side = Read(MeshCounter.Requests, With(With(With(Client, "destination_service", text), "destination_service_name", name), "destination_service_namespace", @namespace));

        Assert.Equal((null, host), (side.Service, side.Host));
    }

    [Fact]
    public void Grpc_is_HTTP_2_and_a_connection_has_no_code()
    {
        Assert.Equal(CallProtocol.Http2, Read(MeshCounter.Requests, With(Client, "request_protocol", "grpc")).Protocol);
        Assert.Equal((CallProtocol.Tcp, (ushort)0), (Read(MeshCounter.TcpOpened, Client).Protocol, Read(MeshCounter.TcpOpened, Client).Code));
    }

    [Fact]
    public void Escapes_are_undone_once_and_texts_of_any_length_are_taken_or_left()
    {
        Assert.Equal("a\"b\\n\nc", Read(MeshCounter.Requests, With(Client, "source_workload", "a\\\"b\\\\n\\nc")).Workload);
        Assert.Equal("", Read(MeshCounter.Requests, With(Client, "source_workload", new string('x', 10_000))).Workload);
    }

    [Fact]
    public void Sent_and_received_are_the_servers_words_whoever_reports()
    {
        // istio/istio#32399: a source reports what it sent as received.
        foreach (var labels in new[] { Client, Server })
        {
            var amounts = new MeasuredAmounts();
            amounts.Add(MeshCounter.TcpSentBytes, 900);
            amounts.Add(MeshCounter.TcpReceivedBytes, 20);
            amounts.Add(MeshCounter.TcpOpened, 3);
            amounts.Add(MeshCounter.TcpClosed, 2);
            var call = MeshMetricsMapper.ToCall(Read(MeshCounter.TcpSentBytes, labels), amounts, Pod(), new Instant(5));

            Assert.Equal((20, 900, 3, 2, true), (call.SentBytes, call.ReceivedBytes, call.Connections, call.Count, call.IsIncrease));
        }
    }

    [Fact]
    public void The_side_that_reports_is_the_pod_and_of_the_other_no_pod_is_claimed()
    {
        var client = MeshMetricsMapper.ToCall(Read(MeshCounter.Requests, Client), new MeasuredAmounts(), Pod(), new Instant(5));
        var server = MeshMetricsMapper.ToCall(Read(MeshCounter.Requests, Server), new MeasuredAmounts(), Pod(), new Instant(5));

        Assert.Equal(("etl-load-x7k2", false, "10.0.0.7", ""), (client.Client.PodName, client.Server.HasPod, client.ClientIp.ToString(), client.ServerIp.ToString()));
        Assert.Equal(("etl-load-x7k2", false, "10.0.0.7", ""), (server.Server.PodName, server.Client.HasPod, server.ServerIp.ToString(), server.ClientIp.ToString()));
        Assert.Equal((0, 0, -1, -1), (client.Count, client.Connections, client.SentBytes, client.ReceivedBytes));
    }

    [Fact]
    public void Amounts_that_nobody_can_have_counted_stop_at_the_largest_number()
    {
        var amounts = new MeasuredAmounts();
        amounts.Add(MeshCounter.Requests, 1e300);
        amounts.Add(MeshCounter.RequestBytes, double.MaxValue);
        amounts.Add(MeshCounter.RequestBytes, double.MaxValue);
        var call = MeshMetricsMapper.ToCall(Read(MeshCounter.Requests, Client), amounts, Pod(), new Instant(5));

        Assert.Equal((int.MaxValue, long.MaxValue, -1), (call.Count, call.SentBytes, call.ReceivedBytes));
    }

    private static MeshPod Pod() => new(
        "uid", "airflow", "etl-load-x7k2", "node-1", IpAddress.FromIPv4(0x0A000007), TargetKind.Sidecar, "", "", new Instant(1), new Instant(1), Instant.Missing,
        new Endpoint { Namespace = "airflow", PodName = "etl-load-x7k2" });

    private static MeasuredSide Read(MeshCounter counter, string labels)
    {
        Assert.True(MeshMetricsMapper.TryRead(counter, Encoding.UTF8.GetBytes(labels), out var side));
        return side;
    }

    private static string With(string labels, string name, string value)
    {
        var start = labels.StartsWith($"{name}=\"", StringComparison.Ordinal) ? 0 : labels.IndexOf($",{name}=\"", StringComparison.Ordinal) + 1;
        var end = labels.IndexOf('"', labels.IndexOf('"', start) + 1) + 1;
        return $"{labels[..start]}{name}=\"{value}\"{labels[end..]}";
    }
}
