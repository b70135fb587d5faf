using System.Globalization;
using Google.Protobuf;
using Windsock.FlowCollector.Otlp;
using Windsock.FlowCollector.Otlp.Decoding;
using Windsock.FlowCollector.Otlp.Protos;
using Windsock.FlowCollector.Tests.CallReceivers;
using Windsock.FlowCollector.Tests.Wire;
using Windsock.Model.Calls;
using Windsock.Model.Flows;
using Windsock.Pipeline.Accounting;
using Windsock.Testing;

namespace Windsock.FlowCollector.Tests.Otlp;

public sealed class OtlpLogDecoderTests
{
    private static readonly IpAddress Task = IpAddress.FromIPv4(0x0A01_0005);
    private static readonly IpAddress Db = IpAddress.FromIPv4(0x0A01_0009);

    private readonly OtlpLogDecoder _decoder = new();

    [Fact]
    public void An_outbound_record_is_the_call_of_the_pod_that_writes_it()
    {
        var call = Read(Record.Outbound(), Task);

        Assert.Equal((CallReporter.Client, "airflow", "task-1", true), (call.Reporter, call.Client.Namespace, call.Client.PodName, call.Client.IsReporter));
        Assert.Equal((Task, 40_000, Db, 8_080), (call.ClientIp, call.ClientPort, call.ServerIp, call.ServerPort));
        Assert.Equal((new ServiceName("data", "db"), "", "worker-1"), (call.Service, call.Host, call.NodeName));
        Assert.Equal((503, "GET", CallProtocol.Http11, 3), (call.Code, call.Method, call.Protocol, call.Attempts));
        Assert.Equal(ResponseFlags.UpstreamConnectionFailure | ResponseFlags.UpstreamRetryLimitExceeded, call.Flags);
        Assert.Equal("delayed_connect_error:_Connection_refused", call.TransportFailure);
        Assert.Equal((Record.Start, 12_000_000, 10, 95), ((ulong)call.Time.UnixNanoseconds, call.DurationNanoseconds, call.SentBytes, call.ReceivedBytes));
        Assert.Equal((TlsMode.Mutual, "", "spiffe://cluster.local/ns/data/sa/db"), (call.Tls, call.ClientPrincipal, call.ServerPrincipal));
        Assert.True(call.IsFinal);
    }

    [Fact]
    public void An_inbound_record_is_the_same_call_seen_by_its_server()
    {
        var call = Read(Record.Inbound(), Db);

        Assert.Equal((CallReporter.Server, "data/db-0", true), (call.Reporter, $"{call.Server.Namespace}/{call.Server.PodName}", call.Server.IsReporter));
        Assert.Equal([new Workload("db", "StatefulSet")], call.Server.Workloads);
        Assert.Equal((Task, 40_000, Db, 8_080), (call.ClientIp, call.ClientPort, call.ServerIp, call.ServerPort));
        Assert.Equal("airflow/task-1", $"{call.Client.Namespace}/{call.Client.PodName}");
        Assert.Equal((TlsMode.Mutual, "spiffe://cluster.local/ns/airflow/sa/airflow-worker", ""), (call.Tls, call.ClientPrincipal, call.ServerPrincipal));
        Assert.Null(call.Service);
    }

    [Theory]
    [InlineData(1_000)]
    [InlineData(1_016)]
    [InlineData(1_017)]
    [InlineData(5_000)]
    public void A_pod_of_any_length_of_name_is_that_pod(int length)
    {
        var name = new string('x', length);

        var call = Read(Record.Outbound(("pod", name), ("workload", "-"), ("owner", "kubernetes://apis/apps/v1/namespaces/airflow/statefulsets/worker")), Task);

        Assert.Equal(name[..Math.Min(length, 2_048)], call.Client.PodName);
    }

    [Theory]
    [InlineData("ul", "10.1.0.6:40000")]
    [InlineData("cluster", "inbound|8080||")]
    public void A_record_about_a_pod_of_another_address_than_its_sender_is_refused(string key, string value) =>
        Assert.Equal(CallFailure.ForeignSender, FailureOf(Record.Outbound((key, value)), Task));

    [Fact]
    public void A_sender_without_an_address_proves_nothing()
    {
        Assert.Equal(CallFailure.ForeignSender, FailureOf(Record.Outbound(("ul", "-"), ("dr", "-"), ("dl", "-")), default(IpAddress)));
        Assert.Equal(CallFailure.ForeignSender, FailureOf(Record.Outbound(("ul", "-"), ("dr", "-"), ("dl", "-")), Task));
    }

    [Fact]
    public void A_call_that_never_left_the_pod_has_the_address_of_its_application()
    {
        var call = Read(Record.Outbound(("ul", "-"), ("uh", "-"), ("flags", "UH")), Task);

        Assert.Equal((Task, 0), (call.ClientIp, call.ClientPort));
        Assert.True(call.ServerIp.IsNone);
    }

    [Fact]
    public void Without_a_cluster_the_sender_tells_the_direction()
    {
        Assert.Equal(CallReporter.Server, Read(Record.Inbound(("cluster", "-")), Db).Reporter);
        Assert.Equal(CallReporter.Client, Read(Record.Outbound(("cluster", "-"), ("ul", "-")), Task).Reporter);
        Assert.Equal(CallFailure.ForeignSender, FailureOf(Record.Outbound(("cluster", "-")), Db));
    }

    [Fact]
    public void Without_a_cluster_and_a_sender_nobody_knows_whose_call_it_is()
    {
        var call = Read(Record.Inbound(("cluster", "-")), null);

        Assert.Equal(CallReporter.Unknown, call.Reporter);
        Assert.Same(Endpoint.None, call.Server);
        Assert.Same(Endpoint.None, call.Client);
        Assert.True(call.ClientIp.IsNone && call.ServerIp.IsNone);
    }

    [Fact]
    public void A_record_of_something_else_is_not_a_call()
    {
        Assert.Equal(CallFailure.NotACall, FailureOf(Record.Foreign(), null));
        Assert.Equal(CallFailure.NotACall, FailureOf(new LogRecord(), Task));
    }

    [Theory]
    [InlineData("TLSv1.2", "spiffe://cluster.local/ns/airflow/sa/a", TlsMode.Mutual)]
    [InlineData("TLSv1.2", "-", TlsMode.Simple)]
    [InlineData("TLSv1.2", null, TlsMode.Unknown)]
    [InlineData("-", "-", TlsMode.Plaintext)]
    [InlineData(null, "-", TlsMode.Unknown)]
    public void Inbound_tls_is_what_the_labels_prove(string? version, string? peer, TlsMode expected)
    {
        var call = Read(Record.Inbound(("dtls", version!), ("peer", peer!)), Db);

        Assert.Equal(expected, call.Tls);
        Assert.Equal(expected == TlsMode.Mutual, call.ClientPrincipal.Length > 0);
    }

    [Theory]
    [InlineData("TLSv1.2", "spiffe://cluster.local/ns/data/sa/db", TlsMode.Mutual)]
    [InlineData("TLSv1.2", "https://api.example.com", TlsMode.Unknown)]
    [InlineData("TLSv1.2", "-", TlsMode.Unknown)]
    [InlineData("-", "spiffe://cluster.local/ns/data/sa/db", TlsMode.Plaintext)]
    [InlineData(null, "spiffe://cluster.local/ns/data/sa/db", TlsMode.Unknown)]
    public void Outbound_tls_is_what_the_labels_prove(string? version, string? peer, TlsMode expected)
    {
        var call = Read(Record.Outbound(("utls", version!), ("upeer", peer!)), Task);

        Assert.Equal(expected, call.Tls);
        Assert.Equal(expected == TlsMode.Mutual, call.ServerPrincipal.Length > 0);
    }

    [Fact]
    public void No_tls_of_the_proxy_is_no_plaintext_where_the_application_may_have_its_own()
    {
        (string, string)[] tcp = [("protocol", "-"), ("method", "-"), ("code", "0")];

        Assert.Equal((CallProtocol.Tcp, TlsMode.Unknown), Protection(Read(Record.Inbound([("dtls", "-"), .. tcp]), Db)));
        Assert.Equal((CallProtocol.Tcp, TlsMode.Unknown), Protection(Read(Record.Outbound([("utls", "-"), .. tcp]), Task)));
        Assert.Equal(TlsMode.Unknown, Read(Record.Outbound(("utls", "-"), ("uh", "envoy://connect_originate/10.1.0.9:8080")), Task).Tls);

        static (CallProtocol, TlsMode) Protection(Call call) => (call.Protocol, call.Tls);
    }

    [Fact]
    public void A_peer_is_only_who_its_certificate_lets_it_be()
    {
        Assert.Same(Endpoint.None, Read(Record.Inbound(("pmeta", """{"name":"x","namespace":"data"}""")), Db).Client);
        Assert.Same(Endpoint.None, Read(Record.Inbound(("peer", "-")), Db).Client);
    }

    [Fact]
    public void A_trace_is_taken_from_where_it_is_surest()
    {
        var own = Record.Outbound(("tp", "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"), ("trace", "00000000000000010000000000000002"));
        own.TraceId = ByteString.CopyFrom(Enumerable.Repeat((byte)1, 16).ToArray());
        var carried = Record.Outbound(("tp", "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"), ("trace", "00000000000000010000000000000002"));

        Assert.Equal("01010101010101010101010101010101", Read(own, Task).TraceId.ToHex());
        Assert.Equal("4bf92f3577b34da6a3ce929d0e0e4736", Read(carried, Task).TraceId.ToHex());
        Assert.Equal("00000000000000010000000000000002", Read(Record.Outbound(("trace", "00000000000000010000000000000002")), Task).TraceId.ToHex());
    }

    [Fact]
    public void Numbers_may_come_as_numbers()
    {
        var record = Record.Outbound(("code", null!), ("duration", null!));
        record.Attributes.Add(new KeyValue { Key = "code", Value = new AnyValue { IntValue = 429 } });
        record.Attributes.Add(new KeyValue { Key = "duration", Value = new AnyValue { DoubleValue = 7.9 } });

        var call = Read(record, Task);

        Assert.Equal(((ushort)429, 7_000_000L), (call.Code, call.DurationNanoseconds));
    }

    [Fact]
    public void What_is_missing_is_unknown()
    {
        var call = Read(new LogRecord { Attributes = { new KeyValue { Key = "ul", Value = new AnyValue { StringValue = "10.1.0.5:40000" } } } }, Task);

        var expected = new Call { Reporter = CallReporter.Client, ClientIp = Task, ClientPort = 40_000, Time = Instant.Missing };
        Assert.Equal(CallText.Of(expected), CallText.Of(call));
    }

    [Fact]
    public void A_report_from_the_middle_of_a_connection_is_not_final() => Assert.False(Read(Record.Outbound(("type", "TcpPeriodic")), Task).IsFinal);

    [Fact]
    public void A_name_cannot_be_made_to_look_like_two()
    {
        var plain = Read(Record.Outbound(("ns", "airflow"), ("pod", "x\0\u0001y")), Task).Client;
        var odd = Read(Record.Outbound(("ns", "airflow\0"), ("pod", "\u0001y")), Task).Client;

        Assert.NotSame(plain, odd);
        Assert.Equal("airflow", plain.Namespace);
        Assert.Same(plain, Read(Record.Outbound(("ns", "airflow"), ("pod", "x\0\u0001y")), Task).Client);
    }

    [Fact]
    public void Names_that_are_too_long_to_remember_are_read_all_the_same()
    {
        var call = Read(Record.Outbound(("pod", new string('p', 1_500)), ("workload", new string('w', 70_000))), Task);

        Assert.Equal((1_500, 2_048), (call.Client.PodName.Length, call.Client.Workloads[0].Name.Length));
    }

    [Fact]
    public void One_bad_record_does_not_take_others_with_it()
    {
        byte[] scope = [.. new ScopeLogs { LogRecords = { Record.Outbound() } }.ToByteArray(), .. WireShuffle.Field(2, [0x32, 0x05, 0x01]), .. new ScopeLogs { LogRecords = { Record.Inbound() } }.ToByteArray()];
        var request = WireShuffle.Field(1, WireShuffle.Field(2, scope));

        var taken = Decode(request, null, out var rejected);

        Assert.Equal(2, taken.Read().Count);
        Assert.Equal((1, 1), (rejected.Malformed, taken.Ledger.UndecodableBecause(CallFailure.Malformed)));
    }

    [Fact]
    public void A_value_that_is_nested_without_end_is_passed_over()
    {
        byte[] value = [];
        for (var depth = 0; depth < 5_000; depth++)
        {
            value = WireShuffle.Field(5, WireShuffle.Field(1, value));
        }

        byte[] record = [.. Record.Outbound().ToByteArray(), .. WireShuffle.Field(6, [.. WireShuffle.Field(1, "deep"u8.ToArray()), .. WireShuffle.Field(2, value)])];
        var taken = Decode(WireShuffle.Field(1, WireShuffle.Field(2, WireShuffle.Field(2, record))), Task, out _);

        Assert.Equal("task-1", Assert.Single(taken.Read()).Client.PodName);
    }

    [Fact]
    public void Ten_thousand_attributes_and_four_megabytes_are_one_call()
    {
        var record = Record.Outbound();
        for (var number = 0; number < 10_000; number++)
        {
            record.Attributes.Add(new KeyValue { Key = number.ToString(CultureInfo.InvariantCulture), Value = new AnyValue { StringValue = new string('x', 400) } });
        }

        var request = Record.Request(record);

        Assert.True(request.Length > 4_000_000);
        Assert.Single(Decode(request, Task, out _).Read());
    }

    [Fact]
    public void Labels_of_another_wire_type_are_unknown_fields()
    {
        // time_unix_nano as a varint, attributes as a fixed32, trace_id as a varint.
        byte[] record = [0x08, 0x07, 0x35, 1, 2, 3, 4, 0x48, 0x01, .. new LogRecord { Attributes = { Record.Outbound().Attributes } }.ToByteArray()];

        var call = Assert.Single(Decode(WireShuffle.Field(1, WireShuffle.Field(2, WireShuffle.Field(2, record))), Task, out _).Read());

        Assert.True(call.Time.IsMissing);
        Assert.True(call.TraceId.IsNone);
    }

    [Fact]
    public void No_object_is_made_of_a_record()
    {
        var reader = new RecordReader();
        var record = Record.Inbound().ToByteArray();
        reader.Read(record, Db, ref _call);

        Assert.Equal(0, Allocations.Of(() =>
        {
            for (var times = 0; times < 100; times++)
            {
                _call = new Call();
                reader.Read(record, Db, ref _call);
            }
        }));
        Assert.Equal("db-0", _call.Server.PodName);
    }

    private Call _call;

    private Call Read(LogRecord record, IpAddress? sender) => Assert.Single(Decode(Record.Request(record), sender, out _).Read());

    private CallFailure FailureOf(LogRecord record, IpAddress? sender)
    {
        var taken = Decode(Record.Request(record), sender, out _);
        Assert.Empty(taken.Read());
        return Assert.Single(Enum.GetValues<CallFailure>(), failure => taken.Ledger.UndecodableBecause(failure) == 1);
    }

    private TakenCalls Decode(byte[] request, IpAddress? sender, out RejectedRecords rejected)
    {
        var taken = new TakenCalls();
        rejected = default;
        _decoder.Decode(request, sender, taken.Output(), ref rejected, out _);
        return taken;
    }
}
