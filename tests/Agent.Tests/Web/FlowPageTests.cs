using System.Net;
using System.Text.Json;
using Microsoft.Extensions.Logging.Abstractions;
using Windsock.Agent.Tests.Tries;
using Windsock.Agent.Web;
using Windsock.Testing;

namespace Windsock.Agent.Tests.Web;

public sealed class FlowPageTests : IAsyncLifetime
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(40);

    private readonly ManualTime _time = new(SomeFlows.Noon.AddMinutes(1));
    private readonly KeptFlows _flows = new(capacity: 16);
    private readonly HttpClient _client = new();
    private AgentWeb _web = null!;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _web = await AgentWeb.StartAsync(
            "127.0.0.1:0", _ => Task.CompletedTask, null, new FixedStatus(FixedStatus.Healthy), new KeptStories(), KeptAlerts.None, _flows.Pages(_time), TimeProvider.System, NullLoggerFactory.Instance, Stop);
        _client.BaseAddress = new Uri($"http://{_web.Address}");
        _client.Timeout = Patience;
    }

    public async ValueTask DisposeAsync()
    {
        _client.Dispose();
        await _web.DisposeAsync();
    }

    [Theory]
    [InlineData("", "etl.load etl.load etl.extract train.fit scheduler")]
    [InlineData("?all=true", "etl.load etl.load etl.extract train.fit scheduler unknown")]
    [InlineData("?last=2", "train.fit scheduler")]
    [InlineData("?dag=etl&dag=tr*", "etl.load etl.load etl.extract train.fit")]
    [InlineData("?dag=etl&task=load&type=l7", "etl.load")]
    [InlineData("?verdict=dropped", "etl.load")]
    [InlineData("?class=inferred", "train.fit")]
    [InlineData("?direction=ingress", "train.fit")]
    [InlineData("?peer=api.*", "etl.extract")]
    [InlineData("?namespace=nowhere", "")]
    [InlineData("?since=58s", "etl.extract train.fit scheduler")]
    [InlineData("?since=2026-03-01T12:00:03Z", "train.fit scheduler")]
    [InlineData("?class=unknown&all=true", "unknown")]
    public async Task The_past_is_what_is_asked_for_oldest_first(string query, string expected)
    {
        _flows.Add(SomeFlows.Day);

        using var response = await _client.GetAsync(new Uri("/api/v1/flows" + query, UriKind.Relative), Stop);

        Assert.Equal((HttpStatusCode.OK, "application/x-ndjson"), (response.StatusCode, response.Content.Headers.ContentType!.MediaType));
        var lines = (await response.Content.ReadAsStringAsync(Stop)).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(expected, string.Join(' ', lines.Select(Subject)));
    }

    [Theory]
    [InlineData("?dg=etl", "'dg' is no parameter; did you mean 'dag'?")]
    [InlineData("?verdict=denied", "verdict: 'denied' is not one of: ")]
    [InlineData("?last=0", "last: '0' is not a whole number from 1 to 4096")]
    [InlineData("?last=1&last=2", "last is given more than once")]
    [InlineData("?since=yesterday", "since: 'yesterday' is not a duration such as 500ms")]
    [InlineData("?follow=yes", "follow: 'yes' is not true or false")]
    [InlineData("?format=yaml", "format: 'yaml' is not one of: json, hubble")]
    [InlineData("?dag=", "dag has no value; give one or leave it out")]
    public async Task A_wrong_parameter_is_said_with_what_is_allowed(string query, string expected)
    {
        var (code, body) = await GetAsync(query);

        Assert.Equal(HttpStatusCode.BadRequest, code);
        Assert.Contains(expected, JsonDocument.Parse(body).RootElement.GetProperty("error").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_follower_gets_flows_as_they_come_and_is_told_what_it_missed()
    {
        _flows.Add(SomeFlows.Of("before", 0));
        using var reader = await FollowAsync("?follow=true&dag=now*");
        _flows.Add(SomeFlows.Of("now1", 1), SomeFlows.Of("other", 2));
        Assert.Equal("now1.load", Subject(await LineAsync(reader)));

        // More than are kept come between two questions.
        _flows.Add([.. Enumerable.Range(2, 20).Select(number => SomeFlows.Of($"now{number}", 3))]);

        Assert.Equal("{\"lost\":4}", await LineAsync(reader));
        Assert.Equal("now6.load", Subject(await LineAsync(reader)));
    }

    [Fact]
    public async Task A_quiet_stream_says_now_and_then_that_nothing_was_lost()
    {
        using var reader = await FollowAsync("?follow=true");

        Assert.Equal("{\"lost\":0}", await LineAsync(reader, FlowPage.Quiet));
    }

    [Fact]
    public async Task A_stream_ends_whole_when_the_agent_stops()
    {
        using var reader = await FollowAsync("?follow=true");
        _flows.IsStopping = true;

        Assert.Null(await LineAsync(reader));
        Assert.Equal(HttpStatusCode.ServiceUnavailable, (await GetAsync("?follow=true")).Code);
    }

    [Fact]
    public async Task One_follower_too_many_is_refused_until_another_one_ends()
    {
        var readers = new List<StreamReader>();
        for (var i = 0; i < FlowPage.MaxFollowers; i++)
        {
            readers.Add(await FollowAsync("?follow=true"));
        }

        var (code, body) = await GetAsync("?follow=true");
        Assert.Equal(HttpStatusCode.ServiceUnavailable, code);
        Assert.Contains("16 clients follow the flows already", body, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.OK, (await GetAsync("?last=1")).Code);

        readers.ForEach(reader => reader.Dispose());
        await Eventually.HoldsAsync(
            async () =>
            {
                _time.Advance(FlowPage.Pause);
                using var response = await _client.GetAsync(new Uri("/api/v1/flows?follow=true", UriKind.Relative), HttpCompletionOption.ResponseHeadersRead, Stop);
                return response.StatusCode == HttpStatusCode.OK;
            },
            Patience,
            "a place is free again");
    }

    [Fact]
    public async Task An_agent_that_is_behind_says_so()
    {
        _flows.IsBusy = true;
        var answer = GetAsync("");
        await Eventually.HoldsAsync(
            () =>
            {
                _time.Advance(TimeSpan.FromSeconds(1));
                return Task.FromResult(answer.IsCompleted);
            },
            Patience,
            "an answer");

        Assert.Contains("the agent is behind with its flows", (await answer).Body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Asking_for_the_head_alone_does_not_follow()
    {
        using var request = new HttpRequestMessage(HttpMethod.Head, "/api/v1/flows?follow=true");
        using var response = await _client.SendAsync(request, Stop);

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
    }

    [Theory]
    [InlineData("?limit=0", "limit: '0' is not a whole number from 1 to 1000")]
    [InlineData("?top=1", "'top' is no parameter")]
    public async Task The_list_of_dags_says_what_it_allows(string query, string expected)
    {
        using var response = await _client.GetAsync(new Uri("/api/v1/dags" + query, UriKind.Relative), Stop);

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Contains(expected, await response.Content.ReadAsStringAsync(Stop), StringComparison.Ordinal);
    }

    private static string Subject(string? line)
    {
        using var document = JsonDocument.Parse(line!);
        var record = document.RootElement;
        return record.TryGetProperty("dagId", out var dag) ? $"{dag}.{record.GetProperty("taskId")}" : record.TryGetProperty("component", out var component) ? component.GetString()! : record.GetProperty("class").GetString()!;
    }

    private async Task<(HttpStatusCode Code, string Body)> GetAsync(string query)
    {
        using var response = await _client.GetAsync(new Uri("/api/v1/flows" + query, UriKind.Relative), Stop);
        return (response.StatusCode, await response.Content.ReadAsStringAsync(Stop));
    }

    private async Task<StreamReader> FollowAsync(string query)
    {
        var response = await _client.GetAsync(new Uri("/api/v1/flows" + query, UriKind.Relative), HttpCompletionOption.ResponseHeadersRead, Stop);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        return new StreamReader(await response.Content.ReadAsStreamAsync(Stop));
    }

    /// <summary>The next line; the follower's clock moves while it is waited for.</summary>
    private async Task<string?> LineAsync(StreamReader reader, TimeSpan? beat = null)
    {
        var line = reader.ReadLineAsync(Stop).AsTask();
        await Eventually.HoldsAsync(
            () =>
            {
                _time.Advance(line.IsCompleted ? TimeSpan.Zero : beat ?? FlowPage.Pause);
                return Task.FromResult(line.IsCompleted);
            },
            Patience,
            "a line");
        return await line;
    }
}
