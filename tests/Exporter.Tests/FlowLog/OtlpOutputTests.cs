using System.Text.Json;
using Google.Protobuf;
using Windsock.Exporter.Alerts.Http;
using Windsock.Exporter.FlowLog;
using Windsock.Exporter.Tests.Alerts.Http;
using Windsock.Exporter.Tests.Prometheus;
using Windsock.FlowCollector.Otlp.Protos;
using Windsock.Model.Identity;
using Windsock.Pipeline.Supervision;

namespace Windsock.Exporter.Tests.FlowLog;

public sealed class OtlpOutputTests : IAsyncLifetime
{
    private ScriptedReceiver _receiver = null!;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _receiver = await ScriptedReceiver.StartAsync();

    public async ValueTask DisposeAsync() => await _receiver.DisposeAsync();

    [Fact]
    public async Task A_collector_gets_log_records_as_the_public_protocol_describes_them()
    {
        var tally = await WriteAsync([.. SomeRecords.All.Select(record => Some.Batch(record.Flow, record.Attribution))], new FlowSelection { All = true });

        var request = Assert.Single(_receiver.Requests);
        Assert.Equal(("POST", "/v1/logs", "application/json"), (request.Method, request.Path, request.Headers["Content-Type"]));
        Assert.Equal((SomeRecords.All.Length, 0, SomeRecords.All.Length), (tally.Written, tally.Filtered, tally.Records));

        // Google's reader of proto3 JSON knows the protocol's names and nothing of this writer; strict: an unknown name is an error.
        var parsed = JsonParser.Default.Parse<ExportLogsServiceRequest>(System.Text.Encoding.UTF8.GetString(request.Body));
        var resource = Assert.Single(parsed.ResourceLogs);
        Assert.Equal(["service.name=windsock", "service.version=1.2.3", "k8s.node.name=worker-1"], resource.Resource.Attributes.Select(attribute => $"{attribute.Key}={attribute.Value.StringValue}"));
        var records = Assert.Single(resource.ScopeLogs).LogRecords;
        Assert.Equal(SomeRecords.All.Length, records.Count);
        for (var i = 0; i < records.Count; i++)
        {
            var (flow, attribution, side) = SomeRecords.All[i];
            Assert.Equal((ulong)new FlowRecord(flow, attribution, side, Some.Noon).Time.UnixNanoseconds, records[i].TimeUnixNano);
            Assert.Equal(flow.Verdict == Windsock.Model.Flows.Verdict.Dropped ? 13 : 9, records[i].SeverityNumber);
            Assert.Equal(Flat(SomeRecords.Json(SomeRecords.All[i], FlowFieldSet.All)), records[i].Attributes.Select(attribute => $"{attribute.Key}={Text(attribute.Value)}"));
        }

        Assert.Equal("etl.load -> data/postgres dropped policy_denied", records[0].Body.StringValue);
        using var document = JsonDocument.Parse(request.Body);
        var traced = document.RootElement.GetProperty("resourceLogs")[0].GetProperty("scopeLogs")[0].GetProperty("logRecords")[1];
        Assert.Equal("4bf92f3577b34da6a3ce929d0e0e4736", traced.GetProperty("traceId").GetString());
    }

    [Fact]
    public async Task A_collector_that_is_busy_is_asked_again_and_one_that_refuses_is_not()
    {
        var answers = 0;
        _receiver.Answer = (context, _) =>
        {
            context.Response.StatusCode = ++answers < 3 ? 503 : 200;
            return Task.CompletedTask;
        };
        Assert.Equal((2, 3), ((await WriteAsync([Some.Batch(Some.Flow(), Some.FromClient(Some.TaskPod()), 2)])).Written, _receiver.Requests.Count));

        _receiver.AnswerWith(400, "no");
        var refused = await WriteAsync([Some.Batch(Some.Flow(), Some.FromClient(Some.TaskPod()), 2)]);
        Assert.Equal((0, FlowLogDrop.Rejected, 4), (refused.Written, refused.Reason, _receiver.Requests.Count));
        Assert.Contains("400", refused.Trouble, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_collector_that_never_takes_it_is_given_up()
    {
        _receiver.AnswerWith(503);
        var tally = await WriteAsync([Some.Batch(Some.Flow(), Some.FromClient(Some.TaskPod()), 2)]);

        Assert.Equal((0, FlowLogDrop.Failed, 8), (tally.Written, tally.Reason, _receiver.Requests.Count));
    }

    [Fact]
    public async Task What_is_filtered_away_needs_no_request()
    {
        var tally = await WriteAsync([Some.Batch(Some.Flow(), Some.FromClient(Some.TaskPod()), 5)], new FlowSelection { Deny = [FlowFilter.None] });

        Assert.Equal((0, 5, 0L), (tally.Written, tally.Filtered, tally.Bytes));
        Assert.Empty(_receiver.Requests);
    }

    [Fact]
    public async Task An_abort_ends_the_waiting()
    {
        _receiver.AnswerWith(503, "", "Retry-After", "30");
        using var abort = CancellationTokenSource.CreateLinkedTokenSource(Stop);
        var writing = WriteAsync([Some.Batch(Some.Flow(), Some.FromClient(Some.TaskPod()))], stop: abort.Token);
        await Windsock.Testing.Eventually.HoldsAsync(() => Task.FromResult(_receiver.Requests.Count > 0), TimeSpan.FromSeconds(40), "a request");
        await abort.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => writing);
    }

    private async Task<FlowLogTally> WriteAsync(IReadOnlyList<AttributedBatch> group, FlowSelection? selection = null, CancellationToken? stop = null)
    {
        using var client = new OutboundClient(new OutboundOptions(), "flowLog.otlp.http", TimeProvider.System);
        var output = new OtlpOutput(
            new Uri($"{_receiver.Address}/v1/logs"), selection ?? new FlowSelection(), FlowFieldSet.All, new OtlpLogJson("worker-1", "1.2.3"), client, () => new Backoff(TimeSpan.FromMilliseconds(1), TimeSpan.FromMilliseconds(2), TimeSpan.FromMinutes(1), Random.Shared), TimeProvider.System);
        return await output.WriteAsync(group, stop ?? Stop);
    }

    private static IEnumerable<string> Flat(string json, string prefix = "windsock.")
    {
        using var document = JsonDocument.Parse(json);
        return Flat(document.RootElement.Clone(), prefix);
    }

    private static IEnumerable<string> Flat(JsonElement part, string prefix) => part.EnumerateObject().SelectMany(property => property.Value.ValueKind switch
    {
        JsonValueKind.Object => Flat(property.Value, $"{prefix}{property.Name}."),
        JsonValueKind.Array => [$"{prefix}{property.Name}={string.Join(',', property.Value.EnumerateArray().Select(item => item.GetString()))}"],
        _ => (IEnumerable<string>)[$"{prefix}{property.Name}={property.Value}"],
    });

    private static string Text(AnyValue value) => value.ValueCase switch
    {
        AnyValue.ValueOneofCase.StringValue => value.StringValue,
        AnyValue.ValueOneofCase.IntValue => value.IntValue.ToString(System.Globalization.CultureInfo.InvariantCulture),
        AnyValue.ValueOneofCase.DoubleValue => value.DoubleValue.ToString(System.Globalization.CultureInfo.InvariantCulture),
        AnyValue.ValueOneofCase.BoolValue => value.BoolValue ? "True" : "False",
        _ => string.Join(',', value.ArrayValue.Values.Select(item => item.StringValue)),
    };
}
