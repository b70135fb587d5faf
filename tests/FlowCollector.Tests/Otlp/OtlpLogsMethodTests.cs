using System.Net;
using System.Net.Http.Headers;
using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Windsock.FlowCollector.CallReceivers;
using Windsock.FlowCollector.IstioAccessLog.Protos;
using Windsock.FlowCollector.Otlp;
using Windsock.FlowCollector.Otlp.Protos;
using Windsock.FlowCollector.Tests.CallReceivers;
using Windsock.FlowCollector.Tests.Grpc.Server;
using Windsock.Pipeline.Accounting;

namespace Windsock.FlowCollector.Tests.Otlp;

/// <summary>Over a real connection: every call of the receiver is one of HTTP/2.</summary>
public sealed class OtlpLogsMethodTests : IDisposable
{
    private const string Export = "/opentelemetry.proto.collector.logs.v1.LogsService/Export";

    private readonly HttpClient _client = new();

    public void Dispose() => _client.Dispose();

    [Fact]
    public async Task All_taken_is_answered_with_an_empty_message()
    {
        await using var receiver = await RunningReceiver.StartAsync(new TakenCalls(), RunningReceiver.Trusting);

        var (status, answer, _) = await CallAsync(receiver, Export, Record.Request(Record.Outbound(), Record.Inbound()));

        Assert.Equal("0", status);
        Assert.Equal(new byte[5], answer);
        Assert.Equal(["task-1", "db-0"], receiver.Taken.Read().Select(call => call.Client.IsReporter ? call.Client.PodName : call.Server.PodName));
    }

    [Fact]
    public async Task What_is_not_taken_is_told_by_number_and_reason()
    {
        await using var receiver = await RunningReceiver.StartAsync(new TakenCalls(), RunningReceiver.Trusting);

        var (status, answer, _) = await CallAsync(receiver, Export, Record.Request(Record.Foreign(), Record.Outbound(), Record.Foreign()));

        var partial = ExportLogsServiceResponse.Parser.ParseFrom(answer.AsSpan(5)).PartialSuccess;
        Assert.Equal(("0", 2), (status, partial.RejectedLogRecords));
        Assert.Equal("2 no access log of a mesh's proxy with the labels that are asked for", partial.ErrorMessage);
        Assert.Single(receiver.Taken.Read());
        Assert.Equal(2, receiver.Taken.Ledger.UndecodableBecause(CallFailure.NotACall));

        // The bytes themselves: field 1 of the answer, in it 1 varint 2 and 2 a text.
        Assert.Equal([0x0A, (byte)(partial.ErrorMessage.Length + 4), 0x08, 0x02, 0x12, (byte)partial.ErrorMessage.Length], answer[5..11]);
    }

    [Fact]
    public async Task Records_that_the_queue_does_not_take_are_rejected_and_counted_as_dropped()
    {
        await using var receiver = await RunningReceiver.StartAsync(new TakenCalls(capacity: 1), RunningReceiver.Trusting);
        await CallAsync(receiver, Export, Record.Request(Record.Inbound()));

        var (_, answer, _) = await CallAsync(receiver, Export, Record.Request(Record.Outbound(("rid", "-")), Record.Outbound()));

        var partial = ExportLogsServiceResponse.Parser.ParseFrom(answer.AsSpan(5)).PartialSuccess;
        Assert.Equal((2, "2 dropped because the agent is behind or stops"), (partial.RejectedLogRecords, partial.ErrorMessage));
        Assert.Equal((3, 2), (receiver.Taken.Ledger.Decoded, receiver.Taken.Ledger.DroppedBecause(CallDrop.QueueFull)));
    }

    [Fact]
    public async Task A_record_from_another_address_than_its_pods_is_refused()
    {
        await using var receiver = await RunningReceiver.StartAsync(new TakenCalls(), new OtlpOptions { Enabled = true });

        var (_, answer, _) = await CallAsync(receiver, Export, Record.Request(Record.Outbound()));

        Assert.Equal("1 not from the address of the pod that they tell of (otlp.verifySender)", ExportLogsServiceResponse.Parser.ParseFrom(answer.AsSpan(5)).PartialSuccess.ErrorMessage);
        Assert.Equal(1, receiver.Taken.Ledger.UndecodableBecause(CallFailure.ForeignSender));
        Assert.Empty(receiver.Taken.Read());
    }

    [Fact]
    public async Task A_request_that_breaks_off_is_refused_as_a_whole()
    {
        await using var receiver = await RunningReceiver.StartAsync(new TakenCalls(), RunningReceiver.Trusting);
        byte[] request = [.. Record.Request(Record.Outbound(), Record.Inbound()), 0x0A, 0x7F];

        var (status, _, message) = await CallAsync(receiver, Export, request);

        Assert.Equal(("3", "the request is no ExportLogsServiceRequest in protobuf"), (status, message));
        Assert.Equal(2, receiver.Taken.Ledger.UndecodableBecause(CallFailure.Malformed));
        Assert.Empty(receiver.Taken.Read());
    }

    [Fact]
    public async Task The_same_call_by_the_access_log_service_and_by_otlp_counts_once()
    {
        await using var receiver = await RunningReceiver.StartAsync(new TakenCalls(), RunningReceiver.Trusting);
        var entry = new HTTPAccessLogEntry
        {
            CommonProperties = new AccessLogCommon
            {
                StartTime = new Timestamp { Seconds = (long)(Record.Start / 1_000_000_000), Nanos = (int)(Record.Start % 1_000_000_000) },
                UpstreamCluster = "outbound|8080||db.data.svc.cluster.local",
            },
            Request = new HTTPRequestProperties { RequestId = "7d4b0f7e-8f3a-4b53-9a6e-0d4d5f5c6b7a" },
        };
        var message = new StreamAccessLogsMessage
        {
            Identifier = new StreamAccessLogsMessage.Types.Identifier { Node = new Node { Id = "sidecar~10.1.0.5~task-1.airflow~airflow.svc.cluster.local" }, LogName = "x" },
            HttpLogs = new StreamAccessLogsMessage.Types.HTTPAccessLogEntries { LogEntry = { entry } },
        };

        var streamed = await CallAsync(receiver, "/envoy.service.accesslog.v3.AccessLogService/StreamAccessLogs", message.ToByteArray());
        var (_, answer, _) = await CallAsync(receiver, Export, Record.Request(Record.Outbound(), Record.Outbound(("rid", "11111111-8f3a-4b53-9a6e-0d4d5f5c6b7a"))));

        Assert.Equal("0", streamed.Status);
        Assert.Equal(5, answer.Length);
        Assert.Equal((2, 1), (receiver.Taken.Read().Count, receiver.Taken.Ledger.Duplicates));
    }

    [Fact]
    public async Task A_full_size_request_is_taken_in_batches_and_one_over_the_limit_is_refused()
    {
        await using var receiver = await RunningReceiver.StartAsync(new TakenCalls(), RunningReceiver.Trusting, messageLimit: 1 << 20);
        var records = Enumerable.Range(0, 700).Select(number => Record.Outbound(("rid", $"{number:x8}-8f3a-4b53-9a6e-0d4d5f5c6b7a"))).ToArray();
        var fits = Record.Request(records);
        Assert.InRange(fits.Length, 500_000, 1 << 20);

        var taken = await CallAsync(receiver, Export, fits);
        var refused = await CallAsync(receiver, Export, Record.Request([.. records, .. records]));

        Assert.Equal(("0", "8"), (taken.Status, refused.Status));
        Assert.Equal(700, receiver.Taken.Read().Count);
    }

    [Fact]
    public async Task With_otlp_off_there_is_no_such_method()
    {
        var receiver = new RunningReceiver(new TakenCalls(), new OtlpOptions());
        await using (receiver)
        {
            await receiver.RunAsync();

            var (status, _, _) = await CallAsync(receiver, Export, Record.Request(Record.Outbound()));

            Assert.Equal("12", status);
            Assert.Null(receiver.Parts.OtlpOverHttp);
        }
    }

    private async Task<(string Status, byte[] Answer, string Message)> CallAsync(RunningReceiver receiver, string method, byte[] message)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(receiver.Grpc, method))
        {
            Content = new ByteArrayContent(Frames.Of(message)),
            Version = HttpVersion.Version20,
            VersionPolicy = HttpVersionPolicy.RequestVersionExact,
        };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/grpc");
        using var answer = await _client.SendAsync(request, TestContext.Current.CancellationToken);
        var body = await answer.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken);
        return (Trailer(answer, "grpc-status"), body, Uri.UnescapeDataString(Trailer(answer, "grpc-message")));
    }

    private static string Trailer(HttpResponseMessage answer, string name) =>
        answer.TrailingHeaders.TryGetValues(name, out var values) || answer.Headers.TryGetValues(name, out values) ? values.Single() : "";
}
