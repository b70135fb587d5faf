using System.IO.Compression;
using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json.Nodes;
using Windsock.FlowCollector.KubernetesAudit;
using Windsock.FlowCollector.KubernetesAudit.Port;
using Windsock.Model.Platform;
using Windsock.Pipeline.Accounting;
using Windsock.Testing;

namespace Windsock.FlowCollector.Tests.KubernetesAudit;

public sealed class AuditPortTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    [Fact]
    public async Task A_batch_is_answered_200_without_a_body_and_its_events_are_in_the_queue()
    {
        await using var port = await RunningPort.StartAsync(Open());

        using var answer = await port.PostAsync(SomeAudit.List(SomeAudit.Event("a"), SomeAudit.Event("b")));

        Assert.Equal((HttpStatusCode.OK, 0L, null), (answer.StatusCode, answer.Content.Headers.ContentLength ?? 0, answer.Content.Headers.ContentType));
        Assert.Equal(["a", "b"], port.Taken.ReadActions().Select(action => action.Id));
        Assert.Equal((1L, 2L), (port.Counts.Requests(RequestOutcome.Taken).Value, port.Taken.Ledger.Received));
    }

    [Fact]
    public async Task A_full_queue_is_answered_503_without_Retry_After_and_the_same_batch_is_taken_later()
    {
        var taken = new TakenEvents(capacity: 1);
        await using var port = await RunningPort.StartAsync(Open(), taken);
        using var first = await port.PostAsync(SomeAudit.List(SomeAudit.Event("a")));

        using var refused = await port.PostAsync(SomeAudit.List(SomeAudit.Event("b"), new JsonObject { ["poison"] = 1 }));
        Assert.Equal((HttpStatusCode.ServiceUnavailable, null), (refused.StatusCode, refused.Headers.RetryAfter));
        Assert.Equal((1L, 0L), (taken.Ledger.Received, taken.Ledger.Undecodable));

        Assert.Equal(["a"], taken.ReadActions().Select(action => action.Id));
        using var again = await port.PostAsync(SomeAudit.List(SomeAudit.Event("b"), new JsonObject { ["poison"] = 1 }));
        Assert.Equal(HttpStatusCode.OK, again.StatusCode);
        Assert.Equal(["b"], taken.ReadActions().Select(action => action.Id));
        Assert.Equal((3L, 1L), (taken.Ledger.Received, taken.Ledger.Undecodable));
    }

    [Fact]
    public async Task A_stopping_agent_answers_503()
    {
        await using var port = await RunningPort.StartAsync(Open());
        port.Taken.Stop();

        using var answer = await port.PostAsync(SomeAudit.List(SomeAudit.Event("a")));

        Assert.Equal(HttpStatusCode.ServiceUnavailable, answer.StatusCode);
    }

    [Fact]
    public async Task A_batch_that_comes_again_is_counted_as_copies()
    {
        await using var port = await RunningPort.StartAsync(Open());
        using var first = await port.PostAsync(SomeAudit.List(SomeAudit.Event("a"), SomeAudit.Event("b")));
        using var second = await port.PostAsync(SomeAudit.List(SomeAudit.Event("b"), SomeAudit.Event("c")));

        Assert.Equal(["a", "b", "c"], port.Taken.ReadActions().Select(action => action.Id));
        Assert.Equal(1, port.Taken.Ledger.Duplicates);
    }

    [Theory]
    [InlineData("")]
    [InlineData("{")]
    [InlineData("nonsense")]
    [InlineData("{\"items\":[{\"auditID\":\"a\"}]}")]
    public async Task Whatever_the_body_is_it_is_answered_200_and_counted(string body)
    {
        await using var port = await RunningPort.StartAsync(Open());
        foreach (var path in new[] { "/v1/audit", "/v1/audit/eks", "/v1/audit/aks?x=1" })
        {
            using var answer = await port.PostAsync(Encoding.UTF8.GetBytes(body), path);
            Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        }

        Assert.Equal(3, port.Taken.Ledger.UndecodableBecause(PlatformFailure.Malformed));
    }

    [Fact]
    public async Task A_body_of_12_MiB_is_read_whole_and_one_over_the_limit_is_taken_up_to_it_and_never_sent_again()
    {
        await using var port = await RunningPort.StartAsync(Open());
        var events = Enumerable.Range(0, 60).Select(number => SomeAudit.Event(SomeAudit.Id(number))).ToList();
        events.ForEach(json => json["requestObject"] = new JsonObject { ["spec"] = new string('x', 200_000) });
        var fits = SomeAudit.List(events);
        Assert.InRange(fits.Length, 12_000_000, 12 << 20);

        using var whole = await port.PostAsync(fits);
        Assert.Equal((HttpStatusCode.OK, 60), (whole.StatusCode, port.Taken.ReadActions().Count));

        var more = Enumerable.Range(60, 90).Select(number => SomeAudit.Event(SomeAudit.Id(number))).ToList();
        more.ForEach(json => json["requestObject"] = new JsonObject { ["spec"] = new string('x', 200_000) });
        using var cut = await port.PostAsync(SomeAudit.List(more));

        var taken = port.Taken.Read();
        Assert.Equal(HttpStatusCode.OK, cut.StatusCode);
        Assert.Equal(62, taken.OfType<PlatformAction>().Count());
        Assert.Equal("lost", Assert.Single(taken.OfType<PlatformGap>()).Reason);
        Assert.Equal((1L, 1L, 0L), (port.Taken.Ledger.UndecodableBecause(PlatformFailure.TooLong), port.Counts.CutBodies.Value, port.Taken.Ledger.UndecodableBecause(PlatformFailure.Malformed)));
    }

    [Fact]
    public async Task A_compressed_body_is_inflated_up_to_the_limit_and_not_further()
    {
        await using var port = await RunningPort.StartAsync(Open());
        using var answer = await port.PostAsync(Gzip(SomeAudit.List(SomeAudit.Event("a"))), encoding: "gzip");
        Assert.Equal(["a"], port.Taken.ReadActions().Select(action => action.Id));

        var bomb = Gzip([.. "{\"items\":["u8, .. Enumerable.Repeat((byte)' ', 60 << 20)]);
        using var bombed = await port.PostAsync(bomb, encoding: "gzip");
        Assert.Equal(HttpStatusCode.OK, bombed.StatusCode);
        Assert.Equal(1, port.Counts.CutBodies.Value);

        using var broken = await port.PostAsync([0x1F, 0x8B, 1, 2, 3], encoding: "gzip");
        using var odd = await port.PostAsync([1, 2, 3], encoding: "br");
        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.OK, 2L), (broken.StatusCode, odd.StatusCode, port.Taken.Ledger.UndecodableBecause(PlatformFailure.Malformed)));
    }

    [Fact]
    public async Task A_sender_that_breaks_off_leaves_nothing_behind()
    {
        await using var port = await RunningPort.StartAsync(Open());
        using (var socket = await ConnectAsync(port, $"POST /v1/audit HTTP/1.1\r\nHost: x\r\nContent-Length: 100000\r\n\r\n{{\"items\":[{SomeAudit.Event("a").ToJsonString()},"))
        {
            await Eventually.HoldsAsync(() => Task.FromResult(port.Counts.Running == 1), Patience, "the request has begun");
        }

        await Eventually.HoldsAsync(() => Task.FromResult(port.Counts.Requests(RequestOutcome.Broken).Value == 1 && port.Counts.Running == 0), Patience, "it broke off");
        Assert.Empty(port.Taken.Read());
        Assert.Equal((0L, 0), (port.Taken.Ledger.Received, port.Delivery.Remembered));
    }

    [Fact]
    public async Task A_slow_sender_is_cut_off_and_more_requests_than_may_run_are_asked_to_come_again()
    {
        var options = Open();
        options.Limits.MaxConcurrentRequests = 1;
        options.Limits.RequestTimeout = TimeSpan.FromSeconds(2);
        await using var port = await RunningPort.StartAsync(options);
        using var socket = await ConnectAsync(port, "POST /v1/audit HTTP/1.1\r\nHost: x\r\nContent-Length: 100000\r\n\r\n{\"items\":[");
        await Eventually.HoldsAsync(() => Task.FromResult(port.Counts.Running == 1), Patience, "the request has begun");

        using var busy = await port.PostAsync(SomeAudit.List(SomeAudit.Event("a")));
        Assert.True(busy.StatusCode is HttpStatusCode.ServiceUnavailable or HttpStatusCode.OK);
        await Eventually.HoldsAsync(() => Task.FromResult(port.Counts.Requests(RequestOutcome.Broken).Value == 1), Patience, "the slow one was cut off");

        using var later = await port.PostAsync(SomeAudit.List(SomeAudit.Event("a")));
        Assert.Equal(HttpStatusCode.OK, later.StatusCode);
        Assert.Equal(busy.StatusCode == HttpStatusCode.OK ? 0 : 1, port.Counts.Requests(RequestOutcome.Busy).Value);
    }

    [Fact]
    public async Task Other_paths_and_other_methods_are_turned_away()
    {
        await using var port = await RunningPort.StartAsync(Open());
        using var client = port.Client();

        using var path = await RunningPort.PostAsync(client, [1], "/v1/audit/");
        using var method = await client.GetAsync(new Uri("/v1/audit", UriKind.Relative), TestContext.Current.CancellationToken);

        Assert.Equal((HttpStatusCode.NotFound, HttpStatusCode.MethodNotAllowed), (path.StatusCode, method.StatusCode));
    }

    [Fact]
    public async Task A_reader_that_fails_costs_its_request_and_not_the_agent_and_is_answered_200()
    {
        await using var port = await RunningPort.StartAsync(Open(), more: new FailingEnvelope());

        using var answer = await port.PostAsync([1], "/v1/failing");

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Equal(1, port.Taken.Ledger.UndecodableBecause(PlatformFailure.Malformed));
    }

    [Fact]
    public async Task Firehose_gets_the_answer_that_it_wants()
    {
        await using var port = await RunningPort.StartAsync(Open());
        using var client = port.Client();
        client.DefaultRequestHeaders.Add("X-Amz-Firehose-Request-Id", "r1");

        using var answer = await RunningPort.PostAsync(client, "{\"requestId\":\"r1\",\"records\":[]}"u8.ToArray(), "/v1/audit/eks");

        Assert.Equal("application/json", answer.Content.Headers.ContentType?.ToString());
        Assert.Equal("r1", (string?)JsonNode.Parse(await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken))!["requestId"]);
    }

    private static KubernetesAuditOptions Open() => new() { Enabled = true, Insecure = true };

    private static async Task<Socket> ConnectAsync(RunningPort port, string text)
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        await socket.ConnectAsync(IPAddress.Loopback, port.Port, TestContext.Current.CancellationToken);
        await socket.SendAsync(Encoding.ASCII.GetBytes(text), TestContext.Current.CancellationToken);
        return socket;
    }

    private static byte[] Gzip(byte[] text)
    {
        using var compressed = new MemoryStream();
        using (var gzip = new GZipStream(compressed, CompressionLevel.Fastest))
        {
            gzip.Write(text);
        }

        return compressed.ToArray();
    }

    private sealed class FailingEnvelope : IAuditEnvelope
    {
        public string Path => "/v1/failing";

        public string Source => "gke";

        public ValueTask ReadAsync(Stream body, AuditIntake intake, CancellationToken gone) => throw new FormatException("not foreseen");
    }
}
