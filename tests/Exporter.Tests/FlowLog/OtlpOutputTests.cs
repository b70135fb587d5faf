using System.Globalization;
using System.Text.Json;
using Google.Protobuf;
using Microsoft.AspNetCore.Http;
using Windsock.Exporter.Alerts.Http;
using Windsock.Exporter.FlowLog;
using Windsock.Exporter.FlowLog.Otlp;
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
        Assert.Equal(("POST", "/v1/logs", "application/x-protobuf"), (request.Method, request.Path, request.Headers["Content-Type"]));
        Assert.StartsWith("windsock/", request.Headers["User-Agent"], StringComparison.Ordinal);
        Assert.Equal(
            (SomeRecords.All.Length, 0, SomeRecords.All.Length, (long)request.Body.Length, ""), (tally.Written, tally.Filtered, tally.Records, tally.Bytes, tally.Trouble));

        var resource = Assert.Single(ExportLogsServiceRequest.Parser.ParseFrom(request.Body).ResourceLogs);
        Assert.Equal(
            ["k8s.node.name=worker-1", "service.instance.id=worker-1", "service.name=windsock", "service.version=1.2.3"],
            resource.Resource.Attributes.Select(attribute => $"{attribute.Key}={attribute.Value.StringValue}").Order(StringComparer.Ordinal));
        var scope = Assert.Single(resource.ScopeLogs);
        Assert.Equal("windsock.flow_log", scope.Scope.Name);
        Assert.Equal(SomeRecords.All.Length, scope.LogRecords.Count);
        for (var i = 0; i < scope.LogRecords.Count; i++)
        {
            IsRecord(SomeRecords.All[i], scope.LogRecords[i]);
        }

        Assert.Equal("etl.load -> data/postgres dropped policy_denied", scope.LogRecords[0].Body.StringValue);
        Assert.Equal("4bf92f3577b34da6a3ce929d0e0e4736", Convert.ToHexStringLower(scope.LogRecords[1].TraceId.Span));
        Assert.All(scope.LogRecords[1].SpanId, part => Assert.Equal(0, part));
        Assert.True(scope.LogRecords[0].TraceId.IsEmpty);
    }

    [Fact]
    public async Task A_trace_id_that_is_none_costs_no_record()
    {
        string[] traces = [new('0', 32), "4BF92F3577B34DA6A3CE929D0E0E4736", "4bf9", new('g', 32), "4bf92f3577b34da6a3ce929d0e0e4736"];
        var tally = await WriteAsync([Some.Batch([.. traces.Select(trace => (Some.Flow(trace: trace), Some.FromClient(Some.TaskPod())))])]);

        Assert.Equal((traces.Length, ""), (tally.Written, tally.Trouble));
        Assert.Equal([0, 0, 0, 0, 16], Records(Assert.Single(_receiver.Requests)).Select(record => record.TraceId.Length));
    }

    [Fact]
    public async Task Each_group_is_one_request_however_large()
    {
        using var output = Output();
        int[] sizes = [256, 1, 255, 256, 7];
        foreach (var size in sizes)
        {
            // Twice 256 flow events of two records: as many as ever come.
            var group = Enumerable.Repeat(Some.Batch(Some.Flow(), BetweenTasks, size), 2).ToList();
            var tally = await output.WriteAsync(group, Stop);
            Assert.Equal((2 * size, 4 * size, ""), (tally.Written, tally.Records, tally.Trouble));
        }

        Assert.Equal(sizes.Select(size => 4 * size), _receiver.Requests.Select(request => Records(request).Count));
    }

    [Fact]
    public async Task A_group_that_the_SDK_does_not_write_whole_is_not_sent_and_leaves_nothing_behind()
    {
        using var output = Output();
        var tooMany = Enumerable.Repeat(Some.Batch(Some.Flow(), BetweenTasks, 256), 20).ToList();
        var lost = await output.WriteAsync(tooMany, Stop);

        Assert.Equal((0, 0, FlowLogDrop.Failed), (lost.Written, lost.Records, lost.Reason));
        Assert.Contains("of 10240 records", lost.Trouble, StringComparison.Ordinal);
        Assert.Empty(_receiver.Requests);

        var next = await output.WriteAsync([Some.Batch(Some.Flow(), BetweenTasks, 3)], Stop);
        Assert.Equal((3, 6, ""), (next.Written, next.Records, next.Trouble));
        Assert.Equal(6, Records(Assert.Single(_receiver.Requests)).Count);
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
        Assert.Equal((2, 3), ((await WriteAsync([Flows(2)])).Written, _receiver.Requests.Count));
        Assert.Equal(_receiver.Requests[0].Body, _receiver.Requests[2].Body);

        _receiver.AnswerWith(400, "no");
        var refused = await WriteAsync([Flows(2)]);
        Assert.Equal((0, FlowLogDrop.Rejected, 4), (refused.Written, refused.Reason, _receiver.Requests.Count));
        Assert.Contains("400", refused.Trouble, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_collector_that_never_takes_it_is_given_up()
    {
        _receiver.AnswerWith(503);
        var tally = await WriteAsync([Flows(2)]);

        Assert.Equal((0, FlowLogDrop.Failed, 8), (tally.Written, tally.Reason, _receiver.Requests.Count));
    }

    [Fact]
    public async Task A_collector_that_does_not_answer_is_given_up()
    {
        _receiver.Answer = static (_, stop) => Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, stop);
        using var output = Output(http: new OutboundOptions { Timeout = TimeSpan.FromMilliseconds(100) });
        var tally = await output.WriteAsync([Flows(2)], Stop);

        Assert.Equal((0, FlowLogDrop.Failed), (tally.Written, tally.Reason));
        Assert.Contains("did not answer within 0.1 s", tally.Trouble, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_wait_that_the_collector_asks_for_is_kept()
    {
        var time = new Windsock.Testing.ManualTime();
        var answers = 0;
        _receiver.Answer = (context, _) =>
        {
            context.Response.StatusCode = ++answers == 1 ? 429 : 200;
            context.Response.Headers.RetryAfter = "7";
            return Task.CompletedTask;
        };
        using var output = Output(time: time);
        var writing = output.WriteAsync([Flows(2)], Stop);

        Assert.Equal(TimeSpan.FromSeconds(7), await time.PassWaitAsync(TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(30), Stop));
        Assert.Equal((2, 2), ((await writing).Written, _receiver.Requests.Count));
    }

    /// <summary>Of 3 flow events with one record each and 2 with two records each.</summary>
    [Theory]
    [InlineData(0, 5, 7)]
    [InlineData(1, 4, 6)]
    [InlineData(3, 2, 4)]
    [InlineData(4, 2, 3)]
    [InlineData(5, 1, 2)]
    [InlineData(7, 0, 0)]
    [InlineData(99, 0, 0)]
    [InlineData(-1, 5, 7)]
    public async Task What_a_collector_leaves_out_is_not_counted_as_written(int rejected, int written, int records)
    {
        AnswerWith(new ExportLogsPartialSuccess { RejectedLogRecords = rejected, ErrorMessage = rejected > 0 ? "too old\nby far" : "" });
        var tally = await WriteAsync([Flows(3), Some.Batch(Some.Flow(), BetweenTasks, 2)]);

        Assert.Equal((written, records, FlowLogDrop.Rejected), (tally.Written, tally.Records, tally.Reason));
        Assert.Equal(rejected > 0 ? $"127.0.0.1:{_receiver.Port} does not take {Math.Min(rejected, 7)} of 7 records: too old by far" : "", tally.Trouble);
        Assert.Single(_receiver.Requests);
    }

    [Fact]
    public async Task A_warning_of_a_collector_is_shown_and_costs_nothing()
    {
        AnswerWith(new ExportLogsPartialSuccess { ErrorMessage = "use v2" });
        var tally = await WriteAsync([Flows(2)]);

        Assert.Equal((2, $"127.0.0.1:{_receiver.Port} takes all and warns: use v2"), (tally.Written, tally.Trouble));
    }

    [Fact]
    public async Task Secrets_are_read_again_for_each_request_and_never_shown()
    {
        var file = Path.GetTempFileName();
        try
        {
            using var output = Output(http: new OutboundOptions { TokenFile = file });
            foreach (var token in (string[])["first-token", "second-token"])
            {
                await File.WriteAllTextAsync(file, token, Stop);
                AnswerWith(new ExportLogsPartialSuccess { RejectedLogRecords = 1, ErrorMessage = $"no right to write: Bearer {token}" });
                var tally = await output.WriteAsync([Flows(2)], Stop);

                Assert.Equal($"Bearer {token}", _receiver.Requests[^1].Headers["Authorization"]);
                Assert.EndsWith("does not take 1 of 2 records: no right to write: Bearer ***", tally.Trouble, StringComparison.Ordinal);
            }
        }
        finally
        {
            File.Delete(file);
        }
    }

    [Theory]
    [InlineData("")]
    [InlineData("ok")]
    [InlineData("{\"partialSuccess\":{}}")]
    [InlineData("\n\u007f\u0008\u0001")]
    public async Task An_answer_that_cannot_be_read_says_that_all_was_taken(string answer)
    {
        _receiver.AnswerWith(200, answer);
        var tally = await WriteAsync([Flows(2)]);

        Assert.Equal((2, ""), (tally.Written, tally.Trouble));
    }

    [Fact]
    public async Task What_is_filtered_away_needs_no_request()
    {
        var tally = await WriteAsync([Flows(5)], new FlowSelection { Deny = [FlowFilter.None] });

        Assert.Equal((0, 5, 0L), (tally.Written, tally.Filtered, tally.Bytes));
        Assert.Empty(_receiver.Requests);
    }

    [Fact]
    public async Task An_abort_ends_the_waiting()
    {
        _receiver.AnswerWith(503, "", "Retry-After", "30");
        using var abort = CancellationTokenSource.CreateLinkedTokenSource(Stop);
        using var output = Output();
        var writing = output.WriteAsync([Flows(1)], abort.Token);
        await SeeRequestAsync();
        await abort.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => writing);
    }

    [Fact]
    public async Task An_abort_ends_the_sending()
    {
        _receiver.Answer = static (_, stop) => Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, stop);
        using var abort = CancellationTokenSource.CreateLinkedTokenSource(Stop);
        using var output = Output();
        var writing = output.WriteAsync([Flows(1)], abort.Token);
        await SeeRequestAsync();
        await abort.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => writing);
    }

    [Fact]
    public async Task Variables_of_the_environment_do_not_lead_it_elsewhere()
    {
        (string Name, string Value)[] variables =
        [
            ("OTEL_EXPORTER_OTLP_ENDPOINT", "http://127.0.0.1:1"), ("OTEL_EXPORTER_OTLP_PROTOCOL", "grpc"), ("OTEL_EXPORTER_OTLP_HEADERS", "x-evil=1"),
            ("OTEL_EXPORTER_OTLP_COMPRESSION", "gzip"), ("OTEL_RESOURCE_ATTRIBUTES", "service.name=other"), ("OTEL_SERVICE_NAME", "other"),
        ];
        foreach (var (name, value) in variables)
        {
            Environment.SetEnvironmentVariable(name, value);
        }

        try
        {
            Assert.Equal(2, (await WriteAsync([Flows(2)])).Written);
        }
        finally
        {
            foreach (var (name, _) in variables)
            {
                Environment.SetEnvironmentVariable(name, null);
            }
        }

        var request = Assert.Single(_receiver.Requests);
        Assert.DoesNotContain("x-evil", request.Headers.Keys, StringComparer.OrdinalIgnoreCase);
        Assert.Contains("windsock", ExportLogsServiceRequest.Parser.ParseFrom(request.Body).ResourceLogs[0].Resource.Attributes.Select(attribute => attribute.Value.StringValue));
    }

    private static FlowAttribution BetweenTasks { get; } = new(
        Some.Deciding(Some.TaskPod()), Some.Deciding(Some.TaskPod("train", "fit")), Some.Postgres, Some.Postgres, AttributionKind.Task, AttributionClass.Exact);

    private static AttributedBatch Flows(int count) => Some.Batch(Some.Flow(), Some.FromClient(Some.TaskPod()), count);

    private static void IsRecord((Windsock.Model.Flows.Flow Flow, FlowAttribution Attribution, FlowSide Side) told, LogRecord record)
    {
        var nanoseconds = new FlowRecord(told.Flow, told.Attribution, told.Side, Some.Noon).Time.UnixNanoseconds;
        Assert.Equal((ulong)(nanoseconds - (nanoseconds % 100)), record.TimeUnixNano);
        Assert.Equal((ulong)Some.Noon.UnixNanoseconds, record.ObservedTimeUnixNano);
        Assert.Equal(told.Flow.Verdict == Windsock.Model.Flows.Verdict.Dropped ? (13, "Warning") : (9, "Information"), (record.SeverityNumber, record.SeverityText));
        Assert.Equal(Flat(SomeRecords.Json(told, FlowFieldSet.All)), record.Attributes.Select(attribute => $"{attribute.Key}={Text(attribute.Value)}"));
        Assert.Equal(0u, record.DroppedAttributesCount);
    }

    private static Google.Protobuf.Collections.RepeatedField<LogRecord> Records(ReceivedRequest request) =>
        Assert.Single(Assert.Single(ExportLogsServiceRequest.Parser.ParseFrom(request.Body).ResourceLogs).ScopeLogs).LogRecords;

    private void AnswerWith(ExportLogsPartialSuccess partial) => _receiver.Answer = async (context, stop) =>
    {
        context.Response.ContentType = "application/x-protobuf";
        await context.Response.Body.WriteAsync(new ExportLogsServiceResponse { PartialSuccess = partial }.ToByteArray(), stop);
    };

    private Task SeeRequestAsync() =>
        Windsock.Testing.Eventually.HoldsAsync(() => Task.FromResult(_receiver.Requests.Count > 0), TimeSpan.FromSeconds(40), "a request");

    private async Task<FlowLogTally> WriteAsync(IReadOnlyList<AttributedBatch> group, FlowSelection? selection = null)
    {
        using var output = Output(selection);
        return await output.WriteAsync(group, Stop);
    }

    private OtlpOutput Output(FlowSelection? selection = null, OutboundOptions? http = null, TimeProvider? time = null) => new(
        new Uri($"{_receiver.Address}/v1/logs"),
        selection ?? new FlowSelection(),
        FlowFieldSet.All,
        () => new LogRecordPipeline("worker-1", "1.2.3", TimeProvider.System),
        new OutboundClient(http ?? new OutboundOptions(), "flowLog.otlp.http", TimeProvider.System),
        () => new Backoff(TimeSpan.FromMilliseconds(1), TimeSpan.FromMilliseconds(2), TimeSpan.FromMinutes(1), Random.Shared),
        time ?? TimeProvider.System);

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
        AnyValue.ValueOneofCase.IntValue => value.IntValue.ToString(CultureInfo.InvariantCulture),
        AnyValue.ValueOneofCase.DoubleValue => value.DoubleValue.ToString(CultureInfo.InvariantCulture),
        AnyValue.ValueOneofCase.BoolValue => value.BoolValue ? "True" : "False",
        _ => string.Join(',', value.ArrayValue.Values.Select(item => item.StringValue)),
    };
}
