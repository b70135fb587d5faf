using System.Net;
using System.Net.Sockets;
using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging.Abstractions;
using Windsock.Agent.Cli;
using Windsock.Agent.Tests.Tries;
using Windsock.Agent.Web;

namespace Windsock.Agent.Tests.Web;

public sealed class AgentWebTests : IAsyncLifetime
{
    private readonly FixedStatus _status = new(FixedStatus.Healthy);
    private readonly HttpClient _client = new();
    private RequestDelegate _metrics = context => context.Response.WriteAsync("windsock_up 1\n");
    private AgentWeb _web = null!;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _web = await AgentWeb.StartAsync("127.0.0.1:0", context => _metrics(context), null, _status, new KeptStories(), KeptAlerts.None, KeptFlows.None, TimeProvider.System, NullLoggerFactory.Instance, Stop);
        _client.BaseAddress = new Uri($"http://{_web.Address}");
    }

    public async ValueTask DisposeAsync()
    {
        _client.Dispose();
        await _web.DisposeAsync();
    }

    [Fact]
    public async Task Metrics_are_what_the_delegate_writes() => Assert.Equal("windsock_up 1\n", await _client.GetStringAsync("/metrics", Stop));

    [Fact]
    public async Task Healthz_answers_while_the_process_lives()
    {
        _status.Status = FixedStatus.Healthy with { Sources = [] };

        Assert.Equal(HttpStatusCode.OK, (await _client.GetAsync("/healthz", Stop)).StatusCode);
    }

    [Fact]
    public async Task Readyz_says_why()
    {
        var ready = await _client.GetAsync("/readyz", Stop);
        Assert.Equal(HttpStatusCode.OK, ready.StatusCode);
        Golden.Matches("Web/Golden/ready.json", await ready.Content.ReadAsStringAsync(Stop));

        _status.Status = FixedStatus.Healthy with
        {
            Sources = [FixedStatus.Healthy.Sources[0] with { Up = false }],
            Cluster = new ClusterStatus(ClusterViewState.Syncing, "node", 0, 0, 0, ""),
        };
        var waiting = await _client.GetAsync("/readyz", Stop);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, waiting.StatusCode);
        Golden.Matches("Web/Golden/not_ready.json", await waiting.Content.ReadAsStringAsync(Stop));
    }

    [Fact]
    public async Task Status_is_everything_as_json()
    {
        var response = await _client.GetAsync("/api/v1/status", Stop);

        Assert.Equal("application/json", response.Content.Headers.ContentType?.MediaType);
        Golden.Matches("Web/Golden/status.json", await response.Content.ReadAsStringAsync(Stop));
    }

    [Fact]
    public async Task An_unknown_page_is_a_json_error_that_names_the_pages()
    {
        var response = await _client.GetAsync("/metric", Stop);

        Assert.Equal(HttpStatusCode.NotFound, response.StatusCode);
        Golden.Matches("Web/Golden/not_found.json", await response.Content.ReadAsStringAsync(Stop));
    }

    [Fact]
    public async Task Only_reading_is_allowed()
    {
        var response = await _client.DeleteAsync("/metrics", Stop);

        Assert.Equal(HttpStatusCode.MethodNotAllowed, response.StatusCode);
        Assert.Equal("GET, HEAD", response.Content.Headers.Allow.Count > 0 ? string.Join(", ", response.Content.Headers.Allow) : "");
    }

    [Fact]
    public async Task Head_has_no_body()
    {
        using var request = new HttpRequestMessage(HttpMethod.Head, "/healthz");
        var response = await _client.SendAsync(request, Stop);

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Empty(await response.Content.ReadAsByteArrayAsync(Stop));
    }

    [Fact]
    public async Task A_request_with_a_body_is_refused()
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/metrics") { Content = new StringContent("x") };

        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, (await _client.SendAsync(request, Stop)).StatusCode);
    }

    [Fact]
    public async Task The_server_does_not_introduce_itself()
    {
        Assert.False((await _client.GetAsync("/healthz", Stop)).Headers.Contains("Server"));
        Assert.False((await _client.GetAsync("/nothing", Stop)).Headers.Contains("Server"));
    }

    [Fact]
    public async Task A_page_that_fails_is_a_json_error_without_inner_words()
    {
        _metrics = _ => throw new InvalidOperationException("inner words");

        var response = await _client.GetAsync("/metrics", Stop);

        Assert.Equal(HttpStatusCode.InternalServerError, response.StatusCode);
        var body = await response.Content.ReadAsStringAsync(Stop);
        Assert.Contains("the page failed", body, StringComparison.Ordinal);
        Assert.DoesNotContain("inner words", body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_page_that_fails_half_way_is_not_taken_for_a_whole_one()
    {
        _metrics = async context =>
        {
            await context.Response.WriteAsync("half");
            await context.Response.Body.FlushAsync();
            throw new InvalidOperationException("x");
        };

        await Assert.ThrowsAnyAsync<HttpRequestException>(() => _client.GetStringAsync("/metrics", Stop));
    }

    [Theory]
    [InlineData("GET /{0} HTTP/1.1\r\nHost: x\r\n\r\n", 8_000, "414")]
    [InlineData("GET / HTTP/1.1\r\nHost: x\r\nX: {0}\r\n\r\n", 20_000, "431")]
    [InlineData("nonsense{0}\r\n\r\n", 0, "400")]
    public async Task Requests_beyond_the_limits_are_refused(string request, int padding, string status)
    {
        using var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
        await socket.ConnectAsync(_web.Address.Address, _web.Address.Port, Stop);
        await socket.SendAsync(Encoding.ASCII.GetBytes(string.Format(null, request, new string('a', padding))), Stop);

        var answer = new byte[64];
        var length = await socket.ReceiveAsync(answer, Stop);

        Assert.StartsWith($"HTTP/1.1 {status}", Encoding.ASCII.GetString(answer, 0, length), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_port_that_is_taken_is_one_clear_line()
    {
        var failure = await Assert.ThrowsAsync<CommandFailure>(
            () => AgentWeb.StartAsync(_web.Address.ToString(), context => _metrics(context), null, _status, new KeptStories(), KeptAlerts.None, KeptFlows.None, TimeProvider.System, NullLoggerFactory.Instance, Stop));

        Assert.Equal($"http.listen: cannot listen on {_web.Address}: another process already listens there; stop it or choose another port", failure.Message);
    }

    [Fact]
    public async Task An_address_of_another_machine_is_one_clear_line()
    {
        var failure = await Assert.ThrowsAsync<CommandFailure>(
            () => AgentWeb.StartAsync("192.0.2.1:9465", context => _metrics(context), null, _status, new KeptStories(), KeptAlerts.None, KeptFlows.None, TimeProvider.System, NullLoggerFactory.Instance, Stop));

        Assert.Equal("http.listen: cannot listen on 192.0.2.1:9465: this machine has no such address; 0.0.0.0 listens on all", failure.Message);
    }
}
