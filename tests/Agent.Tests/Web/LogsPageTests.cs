using System.Net;
using System.Net.Http.Headers;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Logging.Abstractions;
using Windsock.Agent.Tests.Tries;
using Windsock.Agent.Web;

namespace Windsock.Agent.Tests.Web;

/// <summary>The one page that takes a body, and only when OTLP is on.</summary>
public sealed class LogsPageTests : IDisposable
{
    private readonly HttpClient _client = new();

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public void Dispose() => _client.Dispose();

    [Fact]
    public async Task A_body_reaches_whoever_takes_log_records()
    {
        await using var web = await StartAsync(async context =>
        {
            // As the receiver does: the pages' own limit is no body at all.
            context.Features.Get<IHttpMaxRequestBodySizeFeature>()!.MaxRequestBodySize = null;
            var body = new MemoryStream();
            await context.Request.Body.CopyToAsync(body, Stop);
            await context.Response.WriteAsync($"{context.Request.Method} {body.Length}", Stop);
        });

        using var answer = await PostAsync(web, "/v1/logs", 200_000);

        Assert.Equal((HttpStatusCode.OK, "POST 200000"), (answer.StatusCode, await answer.Content.ReadAsStringAsync(Stop)));
    }

    [Theory]
    [InlineData("/metrics")]
    [InlineData("/v1/logs/")]
    [InlineData("/v1/traces")]
    [InlineData("/v1/logs/more")]
    public async Task No_other_page_takes_one(string path)
    {
        await using var web = await StartAsync(context => context.Response.WriteAsync("taken", Stop));

        using var answer = await PostAsync(web, path, 1);

        Assert.Equal(HttpStatusCode.MethodNotAllowed, answer.StatusCode);
    }

    [Fact]
    public async Task With_otlp_off_there_is_no_such_page()
    {
        await using var web = await StartAsync(null);

        using var posted = await PostAsync(web, "/v1/logs", 1);
        using var read = await _client.GetAsync(new Uri($"http://{web.Address}/v1/logs"), Stop);

        Assert.Equal((HttpStatusCode.MethodNotAllowed, HttpStatusCode.NotFound), (posted.StatusCode, read.StatusCode));
    }

    private static Task<AgentWeb> StartAsync(RequestDelegate? logs) => AgentWeb.StartAsync(
        "127.0.0.1:0", _ => Task.CompletedTask, logs, new FixedStatus(FixedStatus.Healthy), new KeptStories(), KeptAlerts.None, KeptFlows.None, TimeProvider.System, NullLoggerFactory.Instance, Stop);

    private async Task<HttpResponseMessage> PostAsync(AgentWeb web, string path, int length)
    {
        using var body = new ByteArrayContent(new byte[length]);
        body.Headers.ContentType = new MediaTypeHeaderValue("application/x-protobuf");
        return await _client.PostAsync(new Uri($"http://{web.Address}{path}"), body, Stop);
    }
}
