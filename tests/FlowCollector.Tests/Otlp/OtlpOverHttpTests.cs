using System.IO.Compression;
using System.Net;
using System.Net.Sockets;
using System.Text;
using Windsock.FlowCollector.Otlp;
using Windsock.FlowCollector.Otlp.Protos;
using Windsock.FlowCollector.Tests.CallReceivers;
using Windsock.FlowCollector.Wire;
using Windsock.Pipeline.Accounting;

namespace Windsock.FlowCollector.Tests.Otlp;

public sealed class OtlpOverHttpTests : IAsyncLifetime
{
    private const int Limit = 100_000;

    private readonly TakenCalls _taken = new();
    private RunningReceiver _receiver = null!;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _receiver = await RunningReceiver.StartAsync(_taken, RunningReceiver.Trusting, Limit);

    public ValueTask DisposeAsync() => _receiver.DisposeAsync();

    [Theory]
    [InlineData("application/x-protobuf", null)]
    [InlineData("application/x-protobuf; charset=utf-8", "identity")]
    [InlineData("APPLICATION/X-PROTOBUF", "gzip")]
    public async Task A_post_is_answered_as_the_grpc_method_answers(string contentType, string? encoding)
    {
        var request = Record.Request(Record.Outbound());
        using var answer = await _receiver.PostAsync(encoding == "gzip" ? Gzip(request) : request, contentType, encoding);

        Assert.Equal((HttpStatusCode.OK, "application/x-protobuf"), (answer.StatusCode, answer.Content.Headers.ContentType!.MediaType));
        Assert.Empty(await answer.Content.ReadAsByteArrayAsync(Stop));
        Assert.Equal("task-1", Assert.Single(_taken.Read()).Client.PodName);
    }

    [Fact]
    public async Task What_is_not_taken_is_told_in_the_answer()
    {
        using var answer = await _receiver.PostAsync(Record.Request(Record.Foreign()));

        var partial = ExportLogsServiceResponse.Parser.ParseFrom(await answer.Content.ReadAsByteArrayAsync(Stop)).PartialSuccess;
        Assert.Equal((HttpStatusCode.OK, 1), (answer.StatusCode, partial.RejectedLogRecords));
        Assert.Equal(1, _taken.Ledger.UndecodableBecause(CallFailure.NotACall));
    }

    [Theory]
    [InlineData("application/json")]
    [InlineData("application/x-protobuffer")]
    [InlineData("application/grpc")]
    public async Task Json_is_refused_in_words(string contentType)
    {
        using var answer = await _receiver.PostAsync("{}"u8.ToArray(), contentType);

        Assert.Equal(HttpStatusCode.UnsupportedMediaType, answer.StatusCode);
        Assert.Equal(
            "only application/x-protobuf is understood: set the exporter to http/protobuf (a collector: encoding: proto)\n", await answer.Content.ReadAsStringAsync(Stop));
    }

    [Fact]
    public async Task Another_compression_is_refused_in_words()
    {
        using var answer = await _receiver.PostAsync([1], encoding: "zstd");

        Assert.Equal(HttpStatusCode.UnsupportedMediaType, answer.StatusCode);
        Assert.Equal("content-encoding: gzip and identity are understood\n", await answer.Content.ReadAsStringAsync(Stop));
    }

    [Fact]
    public async Task Other_methods_are_not_allowed()
    {
        using var client = new HttpClient();
        using var answer = await client.GetAsync(_receiver.Logs, Stop);

        Assert.Equal((HttpStatusCode.MethodNotAllowed, "POST"), (answer.StatusCode, Assert.Single(answer.Content.Headers.Allow)));
    }

    [Fact]
    public async Task What_is_no_request_is_a_bad_one_with_a_status_in_protobuf()
    {
        using var broken = await _receiver.PostAsync([0x0A, 0x7F]);
        using var unpacked = await _receiver.PostAsync([1, 2, 3], encoding: "gzip");

        Assert.Equal((HttpStatusCode.BadRequest, 3, "the request is no ExportLogsServiceRequest in protobuf"), await StatusOf(broken));
        Assert.Equal((HttpStatusCode.BadRequest, 3, "the body is not the gzip that it is said to be"), await StatusOf(unpacked));
        Assert.Equal(1, _taken.Ledger.UndecodableBecause(CallFailure.Malformed));
    }

    [Fact]
    public async Task A_body_over_the_limit_is_refused_whether_it_says_so_or_not()
    {
        using var announced = await _receiver.PostAsync(new byte[Limit + 1]);
        using var bomb = await _receiver.PostAsync(Gzip(new byte[20 << 20]), encoding: "gzip");
        using var fits = await _receiver.PostAsync(Field(new byte[Limit - 4]));

        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, (await StatusOf(announced)).Http);
        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, (await StatusOf(bomb)).Http);
        Assert.Equal(HttpStatusCode.OK, fits.StatusCode);
        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, await PostInChunksAsync(Limit + 1));
        Assert.Equal(HttpStatusCode.OK, await PostInChunksAsync(0));
    }

    [Fact]
    public async Task A_client_that_goes_away_inside_its_body_leaves_nothing_behind()
    {
        using (var socket = new TcpClient())
        {
            await socket.ConnectAsync(_receiver.Logs.Host, _receiver.Logs.Port, Stop);
            await socket.GetStream().WriteAsync(Encoding.ASCII.GetBytes("POST /v1/logs HTTP/1.1\r\nHost: x\r\nContent-Type: application/x-protobuf\r\nContent-Length: 500\r\n\r\nhalf"), Stop);
        }

        using var answer = await _receiver.PostAsync(Record.Request(Record.Outbound()));

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Single(_taken.Read());
        await Windsock.Testing.Eventually.HoldsAsync(() => Task.FromResult(Metric("call_receiver_refused_total") == 1), TimeSpan.FromSeconds(30), "the broken request is counted");
        Assert.Equal((0, 0), (Metric("call_receiver_held_bytes"), Metric("call_receiver_streams")));
    }

    [Fact]
    public async Task Before_the_agent_runs_a_client_is_told_to_come_again()
    {
        await using var starting = new RunningReceiver(new TakenCalls(), RunningReceiver.Trusting);
        await starting.ServeHttpAsync();

        using var answer = await starting.PostAsync(Record.Request(Record.Outbound()));

        Assert.Equal((HttpStatusCode.ServiceUnavailable, 14, "the agent is starting"), await StatusOf(answer));
    }

    private double Metric(string family)
    {
        var sums = new FamilySums();
        _receiver.Parts.Metrics.Collect(sums);
        return sums.Of(family);
    }

    private async Task<HttpStatusCode> PostInChunksAsync(int padding)
    {
        using var client = new HttpClient();
        using var request = new HttpRequestMessage(HttpMethod.Post, _receiver.Logs) { Content = new StreamContent(new MemoryStream([.. Record.Request(Record.Outbound()), .. Field(new byte[padding])])) };
        request.Headers.TransferEncodingChunked = true;
        request.Content.Headers.ContentType = new System.Net.Http.Headers.MediaTypeHeaderValue("application/x-protobuf");
        using var answer = await client.SendAsync(request, Stop);
        return answer.StatusCode;
    }

    /// <summary>An unknown field that nobody looks into.</summary>
    private static byte[] Field(byte[] payload)
    {
        var field = new List<byte> { 0x3A };
        for (var length = (uint)payload.Length; ; length >>= 7)
        {
            field.Add((byte)(length < 0x80 ? length : (length & 0x7F) | 0x80));
            if (length < 0x80)
            {
                return [.. field, .. payload];
            }
        }
    }

    private static byte[] Gzip(byte[] bytes)
    {
        var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Fastest, leaveOpen: true))
        {
            gzip.Write(bytes);
        }

        return packed.ToArray();
    }

    /// <summary>google.rpc.Status: 1 code, 2 message.</summary>
    private static async Task<(HttpStatusCode Http, int Code, string Message)> StatusOf(HttpResponseMessage answer)
    {
        Assert.Equal("application/x-protobuf", answer.Content.Headers.ContentType!.MediaType);
        return Read(await answer.Content.ReadAsByteArrayAsync(Stop));

        (HttpStatusCode, int, string) Read(byte[] body)
        {
            var (code, message) = (0, "");
            var reader = new WireReader(body);
            while (reader.TryReadTag(out var tag))
            {
                switch (tag)
                {
                    case 8: code = (int)reader.ReadUInt32(); break;
                    case 18: message = Encoding.UTF8.GetString(reader.ReadBytes()); break;
                    default: reader.Skip(tag); break;
                }
            }

            Assert.False(reader.IsMalformed);
            return (answer.StatusCode, code, message);
        }
    }
}
