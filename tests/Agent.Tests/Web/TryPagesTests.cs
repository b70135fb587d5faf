using System.Net;
using System.Text.Json;
using Microsoft.Extensions.Logging.Abstractions;
using Windsock.Agent.Tests.Tries;
using Windsock.Agent.Tries;
using Windsock.Agent.Web;
using Windsock.Model.Tries;
using Windsock.Testing;

namespace Windsock.Agent.Tests.Web;

public sealed class TryPagesTests : IAsyncLifetime
{
    private readonly KeptStories _stories = new(SomeStories.All);
    private readonly ManualTime _time = new();
    private readonly HttpClient _client = new();
    private AgentWeb _web = null!;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _web = await AgentWeb.StartAsync("127.0.0.1:0", _ => Task.CompletedTask, null, new FixedStatus(FixedStatus.Healthy), _stories, KeptAlerts.None, KeptFlows.None, _time, NullLoggerFactory.Instance, Stop);
        _client.BaseAddress = new Uri($"http://{_web.Address}");
    }

    public async ValueTask DisposeAsync()
    {
        _client.Dispose();
        await _web.DisposeAsync();
    }

    [Fact]
    public async Task The_list_is_newest_first_and_short()
    {
        var (code, body) = await GetAsync("/api/v1/tries");

        Assert.Equal(HttpStatusCode.OK, code);
        Golden.Matches("Web/Golden/tries.json", body);
    }

    [Fact]
    public async Task The_story_is_everything()
    {
        var (code, body) = await GetAsync($"/api/v1/tries/{SomeStories.Denied.Id}");

        Assert.Equal(HttpStatusCode.OK, code);
        Golden.Matches("Web/Golden/try.json", body);
    }

    [Fact]
    public async Task What_is_missing_is_null_or_empty_and_never_left_out()
    {
        var (_, full) = await GetAsync($"/api/v1/tries/{SomeStories.Denied.Id}");
        var (_, bare) = await GetAsync($"/api/v1/tries/{SomeStories.Running.Id}");

        Assert.Equal(Keys(full), Keys(bare));
        static string[] Keys(string json) => [.. JsonDocument.Parse(json).RootElement.EnumerateObject().Select(property => property.Name)];
    }

    [Fact]
    public async Task Every_parameter_narrows_the_search()
    {
        await GetAsync("/api/v1/tries?namespace=n&dag=d%2Be&task=t&run=r&try=2&mapIndex=-1&result=failed&cause=policy_denied&limit=7");

        Assert.Equal((new StoryQuery("n", "d+e", "t", "r", 2, -1, TryResult.Failed, FailureCause.PolicyDenied), 8), _stories.Asked);
    }

    [Fact]
    public async Task Without_parameters_the_fifty_newest_are_answered()
    {
        _stories.Stories = [.. Enumerable.Repeat(SomeStories.Running, 51)];

        using var list = JsonDocument.Parse((await GetAsync("/api/v1/tries")).Body);

        Assert.Equal(50, list.RootElement.GetProperty("tries").GetArrayLength());
        Assert.True(list.RootElement.GetProperty("more").GetBoolean());
    }

    [Theory]
    [InlineData("limit=0", "limit_zero")]
    [InlineData("limit=501&try=x&result=lost&cause=policy_denid&dags=etl", "everything_at_once")]
    [InlineData("dag=", "without_value")]
    [InlineData("dag=a&dag=b", "twice")]
    [InlineData("DAG=a", "another_case")]
    [InlineData("mapIndex=-2", "map_index_below_range")]
    [InlineData("try=99999999999999999999", "try_beyond_any_number")]
    [InlineData("x%1b%5B31m%0A=1", "control_characters")]
    public async Task A_wrong_parameter_is_named_with_its_value_and_what_is_allowed(string parameters, string mistake)
    {
        var (code, body) = await GetAsync($"/api/v1/tries?{parameters}");

        Assert.Equal(HttpStatusCode.BadRequest, code);
        Assert.Null(_stories.Asked);
        Golden.Matches($"Web/Golden/tries_{mistake}.json", body);
    }

    [Fact]
    public async Task A_value_without_end_is_refused()
    {
        var (code, body) = await GetAsync($"/api/v1/tries?dag={new string('x', 2_000)}");

        Assert.Equal(HttpStatusCode.BadRequest, code);
        Assert.Contains("dag has 2000 letters; at most 1024 are allowed", body, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("0000000000000000", HttpStatusCode.NotFound, "try_not_known")]
    [InlineData("5B1D2F60C3A94E87", HttpStatusCode.BadRequest, "try_id_in_capitals")]
    [InlineData("..%2F..", HttpStatusCode.BadRequest, "try_id_of_nothing")]
    public async Task An_id_that_is_not_known_or_none_is_explained(string id, HttpStatusCode expected, string mistake)
    {
        var (code, body) = await GetAsync($"/api/v1/tries/{id}");

        Assert.Equal(expected, code);
        Golden.Matches($"Web/Golden/{mistake}.json", body);
    }

    [Fact]
    public async Task An_agent_that_is_behind_says_so_after_five_seconds()
    {
        _stories.IsBusy = true;
        var list = GetAsync("/api/v1/tries");
        await _time.PassWaitAsync(TimeSpan.FromSeconds(5), TimeSpan.FromSeconds(5), Stop);

        var (code, body) = await list;
        Assert.Equal(HttpStatusCode.ServiceUnavailable, code);
        Golden.Matches("Web/Golden/tries_behind.json", body);
    }

    [Fact]
    public async Task An_agent_that_stops_says_so()
    {
        _stories.IsStopping = true;

        var (code, body) = await GetAsync($"/api/v1/tries/{SomeStories.Denied.Id}");
        Assert.Equal(HttpStatusCode.ServiceUnavailable, code);
        Assert.Contains("the agent is stopping", body, StringComparison.Ordinal);
    }

    private async Task<(HttpStatusCode Code, string Body)> GetAsync(string page)
    {
        using var response = await _client.GetAsync(new Uri(page, UriKind.Relative), Stop);
        Assert.Equal("application/json", response.Content.Headers.ContentType?.MediaType);
        return (response.StatusCode, await response.Content.ReadAsStringAsync(Stop));
    }
}
