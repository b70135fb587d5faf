using System.IO.Compression;
using System.Net;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Windsock.Exporter.Prometheus.Writing;

namespace Windsock.Exporter.Tests.Prometheus;

public class PrometheusEndpointTests
{
    private readonly Scraper _scraper = new();

    [Fact]
    public async Task The_answer_says_its_type_and_what_it_depends_on()
    {
        var context = Scraper.Request("application/openmetrics-text;version=1.0.0");
        context.Response.Body = new MemoryStream();
        await _scraper.Endpoint.WriteAsync(context);

        Assert.Equal("application/openmetrics-text; version=1.0.0; charset=utf-8", context.Response.ContentType);
        Assert.Equal("Accept, Accept-Encoding", context.Response.Headers.Vary);
        Assert.Equal(1, _scraper.Registry.Ledger.Complete);
    }

    [Fact]
    public async Task HEAD_has_headers_only_and_is_no_scrape()
    {
        var context = Scraper.Request("", "HEAD", "gzip");
        using var body = new MemoryStream();
        context.Response.Body = body;
        await _scraper.Endpoint.WriteAsync(context);

        Assert.Equal((200, "text/plain; version=0.0.4; charset=utf-8", 0), (context.Response.StatusCode, context.Response.ContentType, body.Length));
        Assert.Equal(0, _scraper.Registry.Ledger.Complete);
    }

    [Fact]
    public async Task Who_read_all_of_it_last_is_remembered_and_a_look_at_the_headers_is_not()
    {
        var head = Scraper.Request("", "HEAD");
        using var nothing = new MemoryStream();
        head.Response.Body = nothing;
        await _scraper.Endpoint.WriteAsync(head);
        Assert.Null(_scraper.Endpoint.LastScrape);

        var context = Scraper.Request("");
        context.Request.Headers.UserAgent = "Prometheus/3.5.0" + new string('x', 1_000);
        using var body = new MemoryStream();
        context.Response.Body = body;
        await _scraper.Endpoint.WriteAsync(context);

        Assert.Equal(_scraper.Time.GetUtcNow(), _scraper.Endpoint.LastScrape!.At);
        Assert.Equal(100, _scraper.Endpoint.LastScrape.UserAgent.Length);
        Assert.StartsWith("Prometheus/3.5.0x", _scraper.Endpoint.LastScrape.UserAgent, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("POST")]
    [InlineData("PUT")]
    [InlineData("DELETE")]
    public async Task Other_methods_are_refused(string method)
    {
        var context = Scraper.Request("", method);
        await _scraper.Endpoint.WriteAsync(context);

        Assert.Equal((405, "GET, HEAD"), (context.Response.StatusCode, (string?)context.Response.Headers.Allow));
    }

    [Fact]
    public async Task A_third_scrape_at_once_is_turned_away_and_counted()
    {
        var gate = new TaskCompletionSource();
        var first = _scraper.Endpoint.WriteAsync(Waiting(gate.Task));
        var second = _scraper.Endpoint.WriteAsync(Waiting(gate.Task));
        var third = Scraper.Request("");
        using var body = new MemoryStream();
        third.Response.Body = body;
        await _scraper.Endpoint.WriteAsync(third);
        gate.SetResult();
        await Task.WhenAll(first, second);

        Assert.Equal((503, "1"), (third.Response.StatusCode, (string?)third.Response.Headers.RetryAfter));
        Assert.Equal("2 scrapes are running, which is the limit; try again in a second.\n", Encoding.UTF8.GetString(body.ToArray()));
        var read = await _scraper.ScrapeAsync();
        Assert.Equal(2, read.Value("windsock_scrapes_total", ("result", "complete")));
        Assert.Equal(1, read.Value("windsock_scrapes_total", ("result", "rejected")));
    }

    [Fact]
    public async Task A_reader_that_leaves_is_counted_and_frees_its_place()
    {
        for (var i = 0; i < 5; i++)
        {
            await _scraper.BreakOffAsync();
        }

        Assert.Equal(5, (await _scraper.ScrapeAsync()).Value("windsock_scrapes_total", ("result", "aborted")));
    }

    [Fact]
    public async Task A_request_that_was_given_up_at_the_end_does_not_count_as_read()
    {
        var context = Scraper.Request("");
        context.Response.Body = new MemoryStream();
        context.RequestAborted = new CancellationToken(canceled: true);
        await _scraper.Endpoint.WriteAsync(context);

        Assert.Equal((0, 1), (_scraper.Registry.Ledger.Complete, _scraper.Registry.Ledger.Aborted));
    }

    [Theory]
    [InlineData("gzip")]
    [InlineData("")]
    public async Task Over_a_real_connection_the_page_arrives_whole(string encoding)
    {
        // More than the buffers between server and client hold.
        for (var dag = 0; dag < 200; dag++)
        {
            _scraper.Observe(Some.Batch([.. Enumerable.Range(0, 20).Select(task => (Some.Syn(), Some.FromClient(Some.TaskPod($"dag{dag}", $"task{task}"))))]));
        }

        await using var server = await StartAsync();
        using var client = new HttpClient();
        using var request = new HttpRequestMessage(HttpMethod.Get, server.Urls.Single() + "/metrics");
        request.Headers.Add("Accept", "application/openmetrics-text");
        request.Headers.TryAddWithoutValidation("Accept-Encoding", encoding);
        using var response = await client.SendAsync(request, TestContext.Current.CancellationToken);
        await using var body = await response.Content.ReadAsStreamAsync(TestContext.Current.CancellationToken);
        using var reader = new StreamReader(encoding == "gzip" ? new GZipStream(body, CompressionMode.Decompress) : body);
        var read = ParsedExposition.Parse(await reader.ReadToEndAsync(TestContext.Current.CancellationToken), ExpositionFormat.OpenMetrics);

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal(encoding == "gzip" ? ["gzip"] : [], response.Content.Headers.ContentEncoding);
        Assert.Equal(4_000, read.Sum("windsock_flow_events_total"));
    }

    [Fact]
    public async Task A_failure_of_the_agent_reaches_the_server_which_breaks_the_response_off()
    {
        for (var i = 0; i < 3; i++)
        {
            await Assert.ThrowsAsync<InvalidOperationException>(() => _scraper.Endpoint.WriteAsync(Waiting(Task.FromException(new InvalidOperationException("broken")))));
        }

        Assert.Equal(3, (await _scraper.ScrapeAsync()).Value("windsock_scrapes_total", ("result", "failed")));
    }

    private static DefaultHttpContext Waiting(Task gate)
    {
        var context = Scraper.Request("");
        context.Response.Body = new GatedStream(gate);
        return context;
    }

    private async Task<WebApplication> StartAsync()
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().UseUrls("http://127.0.0.1:0");
        var app = builder.Build();
        app.Run(_scraper.Endpoint.WriteAsync);
        await app.StartAsync(TestContext.Current.CancellationToken);
        return app;
    }

    private sealed class GatedStream(Task gate) : MemoryStream
    {
        public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default) => await gate;

        public override async Task FlushAsync(CancellationToken cancellationToken) => await gate;
    }
}
