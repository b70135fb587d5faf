using System.Net;
using System.Text;
using Microsoft.AspNetCore.Http;
using Windsock.Exporter.Alerts.Http;
using Windsock.Pipeline.Sinks;
using Windsock.Testing;

namespace Windsock.Exporter.Tests.Alerts.Http;

public class OutboundClientTests
{
    private const string Secret = "T0AAAAAAA/B0BBBBBBB/cccccccccccccccc";

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(200, DeliveryOutcome.Delivered)]
    [InlineData(202, DeliveryOutcome.Delivered)]
    [InlineData(204, DeliveryOutcome.Delivered)]
    [InlineData(408, DeliveryOutcome.Retryable)]
    [InlineData(425, DeliveryOutcome.Retryable)]
    [InlineData(429, DeliveryOutcome.Retryable)]
    [InlineData(500, DeliveryOutcome.Retryable)]
    [InlineData(503, DeliveryOutcome.Retryable)]
    [InlineData(599, DeliveryOutcome.Retryable)]
    [InlineData(301, DeliveryOutcome.Rejected)]
    [InlineData(307, DeliveryOutcome.Rejected)]
    [InlineData(400, DeliveryOutcome.Rejected)]
    [InlineData(401, DeliveryOutcome.Rejected)]
    [InlineData(404, DeliveryOutcome.Rejected)]
    [InlineData(410, DeliveryOutcome.Rejected)]
    [InlineData(413, DeliveryOutcome.Rejected)]
    public async Task A_status_says_whether_the_same_may_succeed_later(int status, DeliveryOutcome outcome)
    {
        await using var receiver = await ScriptedReceiver.StartAsync();
        receiver.Answer = (context, _) =>
        {
            context.Response.StatusCode = status;
            return Task.CompletedTask;
        };

        Assert.Equal(outcome, (await PostAsync(receiver.Address)).Outcome);
        Assert.Single(receiver.Requests);
    }

    [Theory]
    [InlineData("30", 30)]
    [InlineData("0", 0)]
    [InlineData("86400", 3_600)]
    [InlineData("Sun, 01 Mar 2026 12:02:00 GMT", 120)]
    [InlineData("Sun, 01 Mar 2026 11:00:00 GMT", 0)]
    [InlineData("soon", null)]
    public async Task Who_asks_to_wait_is_heard_within_bounds(string value, int? seconds)
    {
        await using var receiver = await ScriptedReceiver.StartAsync();
        receiver.AnswerWith(429, header: "Retry-After", value: value);

        var delivery = await PostAsync(receiver.Address, time: new ManualTime());

        Assert.Equal(seconds is { } wait ? TimeSpan.FromSeconds(wait) : null, delivery.RetryAfter);
    }

    [Theory]
    [InlineData(301)]
    [InlineData(302)]
    [InlineData(307)]
    [InlineData(308)]
    public async Task A_redirect_is_never_followed_whoever_it_leads_to(int status)
    {
        await using var other = await ScriptedReceiver.StartAsync();
        await using var receiver = await ScriptedReceiver.StartAsync();
        receiver.AnswerWith(status, header: "Location", value: $"{other.Address}/steal?token=abc");

        var delivery = await PostAsync(receiver.Address);

        Assert.Equal(
            Delivery.Rejected($"127.0.0.1:{receiver.Port} redirects to 127.0.0.1:{other.Port} (HTTP {status}), which is never followed, because it would carry secrets there: set alerts.x.url to where the receiver is"),
            delivery);
        Assert.Empty(other.Requests);
        receiver.AnswerWith(status, header: "Location", value: "/elsewhere");
        Assert.Contains("redirects to another path", (await PostAsync(receiver.Address)).Why, StringComparison.Ordinal);
        Assert.Equal(2, receiver.Requests.Count);
    }

    [Fact]
    public async Task A_receiver_that_does_not_answer_costs_the_timeout_and_no_more()
    {
        await using var receiver = await ScriptedReceiver.StartAsync();
        receiver.Answer = static (_, stop) => Task.Delay(Timeout.Infinite, stop);
        var time = new ManualTime();

        var delivering = PostAsync(receiver.Address, time: time);
        await Eventually.HoldsAsync(() => Task.FromResult(receiver.Requests.Count == 1), TimeSpan.FromSeconds(20), "the request has arrived");
        await time.PassWaitAsync(TimeSpan.FromSeconds(10), TimeSpan.FromSeconds(10), Stop);

        Assert.Equal(Delivery.Retryable($"127.0.0.1:{receiver.Port} did not answer within 10 s"), await delivering);
    }

    [Fact]
    public async Task A_stop_ends_the_attempt_at_once()
    {
        await using var receiver = await ScriptedReceiver.StartAsync();
        receiver.Answer = static (_, stop) => Task.Delay(Timeout.Infinite, stop);
        using var stop = new CancellationTokenSource();
        using var client = new OutboundClient(new OutboundOptions(), "alerts.x.http", TimeProvider.System);

        var delivering = client.PostAsync(() => Request(receiver.Address), stop.Token);
        await Eventually.HoldsAsync(() => Task.FromResult(receiver.Requests.Count == 1), TimeSpan.FromSeconds(20), "the request has arrived");
        await stop.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => delivering.WaitAsync(TimeSpan.FromSeconds(20), Stop));
    }

    [Fact]
    public async Task Nobody_there_and_a_connection_that_breaks_may_be_better_later()
    {
        await using var receiver = await ScriptedReceiver.StartAsync();
        receiver.Answer = static (context, _) =>
        {
            context.Abort();
            return Task.CompletedTask;
        };

        var broken = await PostAsync(receiver.Address);
        var nobody = await PostAsync($"http://127.0.0.1:{FreePort.Next()}");

        Assert.Equal((DeliveryOutcome.Retryable, DeliveryOutcome.Retryable), (broken.Outcome, nobody.Outcome));
        Assert.Matches($"^127.0.0.1:{receiver.Port}( hung up before it had answered|: the connection failed: Connection reset by peer)$", broken.Why);
        Assert.EndsWith(": the connection failed: Connection refused", nobody.Why, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Of_an_endless_answer_one_line_is_read()
    {
        await using var receiver = await ScriptedReceiver.StartAsync();
        var sent = 0L;
        receiver.Answer = async (context, stop) =>
        {
            context.Response.StatusCode = 400;
            var page = Encoding.UTF8.GetBytes(new string('x', 64 * 1024));
            while (!stop.IsCancellationRequested)
            {
                await context.Response.Body.WriteAsync(page, stop);
                sent += page.Length;
            }
        };

        var delivery = await PostAsync(receiver.Address);

        Assert.Equal($"127.0.0.1:{receiver.Port} refuses it (HTTP 400): {new string('x', 197)}...; mend it", delivery.Why);
        Assert.Equal(DeliveryOutcome.Rejected, delivery.Outcome);
    }

    [Fact]
    public async Task The_words_of_a_refusal_are_one_clean_line_without_the_secrets_that_they_repeat()
    {
        using var folder = new SecretFolder();
        await using var receiver = await ScriptedReceiver.StartAsync();
        receiver.AnswerWith(403, $"\n  no \u001b[31m\"/services/{Secret}\" for tok-12345 key-67890, cccccccccccccccc\nsecond line");
        using var client = new OutboundClient(
            new OutboundOptions { TokenFile = folder.Write("token", "tok-12345"), Headers = [new OutboundHeaderOptions { Name = "X-Key", ValueFile = folder.Write("key", "key-67890\n") }] },
            "alerts.x.http", TimeProvider.System);

        var delivery = await client.PostAsync(() => Request($"{receiver.Address}/services/{Secret}") with { IsAddressSecret = true }, Stop);

        Assert.Equal($"127.0.0.1:{receiver.Port} refuses it (HTTP 403): no  [31m\"***\" for *** ***, ***; mend it", delivery.Why);
        var request = Assert.Single(receiver.Requests);
        Assert.Equal(("Bearer tok-12345", "key-67890", "application/json", "POST"), (request.Headers["Authorization"], request.Headers["X-Key"], request.Headers["Content-Type"], request.Method));
    }

    [Fact]
    public async Task A_secret_is_read_again_for_each_attempt()
    {
        using var folder = new SecretFolder();
        await using var receiver = await ScriptedReceiver.StartAsync();
        using var client = new OutboundClient(new OutboundOptions { TokenFile = folder.PathOf("token") }, "alerts.x.http", TimeProvider.System);

        var missing = await client.PostAsync(() => Request(receiver.Address), Stop);
        folder.Write("token", "first\n");
        await client.PostAsync(() => Request(receiver.Address), Stop);
        folder.Write("token", "other\n");
        await client.PostAsync(() => Request(receiver.Address), Stop);

        Assert.Equal(Delivery.Retryable($"alerts.x.http.tokenFile: file '{folder.PathOf("token")}' is missing: put the secret there, or name another file"), missing);
        Assert.Equal(["Bearer first", "Bearer other"], receiver.Requests.Select(request => request.Headers["Authorization"]));
    }

    [Theory]
    [InlineData("169.254.169.254")]
    [InlineData("::ffff:169.254.169.254")]
    [InlineData("0.0.0.0")]
    public async Task A_name_that_leads_to_where_no_receiver_is_is_not_connected_to(string address)
    {
        var delivery = await PostAsync("http://alerts.example.com:80", resolve: (_, _) => Task.FromResult<IPAddress[]>([IPAddress.Parse(address)]));

        Assert.Equal(DeliveryOutcome.Retryable, delivery.Outcome);
        Assert.StartsWith($"alerts.example.com is {address}, which is ", delivery.Why, StringComparison.Ordinal);
        Assert.EndsWith("not connected to. Name another receiver, or set http.allowLinkLocal if that is where it is", delivery.Why, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("http://169.254.169.254/latest/meta-data")]
    [InlineData("http://2852039166/")]
    [InlineData("http://[::ffff:a9fe:a9fe]/")]
    [InlineData("http://0/")]
    public async Task An_address_that_is_written_down_is_judged_too(string url) =>
        Assert.Contains("not connected to", (await PostAsync(url, resolve: static (_, _) => throw new InvalidOperationException("there is nothing to resolve"))).Why, StringComparison.Ordinal);

    [Fact]
    public async Task A_name_that_leads_elsewhere_a_moment_later_gains_nothing()
    {
        await using var receiver = await ScriptedReceiver.StartAsync();
        receiver.AnswerWith(200, header: "Connection", value: "close");
        var answers = new Queue<IPAddress[]>([[IPAddress.Parse("169.254.169.254"), IPAddress.Loopback], [IPAddress.Parse("169.254.169.254")]]);
        using var client = new OutboundClient(new OutboundOptions(), "alerts.x.http", TimeProvider.System, (_, _) => Task.FromResult(answers.Dequeue()));

        var first = await client.PostAsync(() => Request($"http://rebind.example.com:{receiver.Port}"), Stop);
        var second = await client.PostAsync(() => Request($"http://rebind.example.com:{receiver.Port}"), Stop);

        Assert.Equal(DeliveryOutcome.Delivered, first.Outcome);
        Assert.Contains("not connected to", second.Why, StringComparison.Ordinal);
        Assert.Single(receiver.Requests);
    }

    private static async Task<Delivery> PostAsync(string address, TimeProvider? time = null, HostResolver? resolve = null)
    {
        using var client = new OutboundClient(new OutboundOptions(), "alerts.x.http", time ?? TimeProvider.System, resolve);
        return await client.PostAsync(() => Request(address), Stop).WaitAsync(TimeSpan.FromSeconds(30), Stop);
    }

    private static OutboundRequest Request(string address) => new(new Uri(address), "alerts.x.url", "{}"u8.ToArray()) { Mend = static _ => "mend it" };
}
