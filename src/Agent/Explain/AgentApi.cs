using System.Globalization;
using System.Net;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Windsock.Agent.Activity;
using Windsock.Agent.Cli;
using Windsock.Agent.Identities;
using Windsock.Agent.Tries;
using Windsock.Agent.Web;
using Windsock.Model.Tries;

namespace Windsock.Agent.Explain;

/// <summary>Asks a running agent over HTTP. Whatever stands in the way becomes one line that says what to do.</summary>
internal sealed class AgentApi : IDisposable
{
    /// <summary>An answer of 500 tries with long names has a tenth of this.</summary>
    private const int MaxAnswerBytes = 64 * 1024 * 1024;

    private readonly string _verb;
    private readonly HttpClient _client;

    /// <param name="verb">That asks, for the advice how to ask from elsewhere.</param>
    public AgentApi(Uri agent, string verb = "explain")
    {
        _verb = verb;
        _client = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false, UseProxy = false })
        {
            BaseAddress = new Uri(agent.GetLeftPart(UriPartial.Authority)),
            Timeout = TimeSpan.FromSeconds(15),
            MaxResponseContentBufferSize = MaxAnswerBytes,
        };
    }

    /// <exception cref="CommandFailure">The agent cannot be asked.</exception>
    public async Task<TryList> FindAsync(StoryQuery query, int limit, CancellationToken stop) =>
        (await GetAsync($"/api/v1/tries{Parameters(query, limit)}", TryJson.Default.TryList, stop))
            ?? throw new CommandFailure($"{Name} is an agent of an older version without /api/v1/tries: update it");

    /// <summary>Null when the agent knows no such try.</summary>
    /// <exception cref="CommandFailure">The agent cannot be asked.</exception>
    public Task<TryDocument?> FindByIdAsync(string id, CancellationToken stop) =>
        GetAsync($"/api/v1/tries/{Uri.EscapeDataString(id)}", TryJson.Default.TryDocument, stop);

    /// <exception cref="CommandFailure">The agent cannot be asked.</exception>
    public Task<AgentStatus?> StatusAsync(CancellationToken stop) => GetAsync("/api/v1/status", WebJson.Default.AgentStatus, stop);

    /// <exception cref="CommandFailure">The agent cannot be asked.</exception>
    public async Task<DagList> DagsAsync(int limit, CancellationToken stop) =>
        (await GetAsync(string.Create(CultureInfo.InvariantCulture, $"/api/v1/dags?limit={limit}"), DagJson.Default.DagList, stop))
            ?? throw new CommandFailure($"{Name} is an agent of an older version without /api/v1/dags: update it");

    /// <param name="namespace">Null: all; so is <paramref name="dagId"/>.</param>
    /// <exception cref="CommandFailure">The agent cannot be asked.</exception>
    public async Task<IdentityList> IdentitiesAsync(string? @namespace, string? dagId, int limit, CancellationToken stop)
    {
        var page = string.Create(CultureInfo.InvariantCulture, $"/api/v1/identities?limit={limit}")
            + (@namespace is null ? "" : $"&namespace={Uri.EscapeDataString(@namespace)}")
            + (dagId is null ? "" : $"&dag={Uri.EscapeDataString(dagId)}");
        return await GetAsync(page, IdentityJson.Default.IdentityList, stop)
            ?? throw new CommandFailure($"{Name} is an agent of an older version without /api/v1/identities: update it");
    }

    /// <summary>The page of metrics in Prometheus' text format.</summary>
    /// <exception cref="CommandFailure">The agent cannot be asked.</exception>
    public async Task<string> MetricsAsync(CancellationToken stop)
    {
        const string Page = "/metrics";
        var (code, body) = await GetTextAsync(Page, stop);
        return code == HttpStatusCode.OK ? Encoding.UTF8.GetString(body) : throw NoWord(Page, code);
    }

    /// <summary>The lines of <c>/api/v1/flows</c> as they come. Dispose the answer.</summary>
    /// <param name="parameters">Of the page, with the question mark.</param>
    /// <exception cref="CommandFailure">The agent cannot be asked.</exception>
    public async Task<HttpResponseMessage> FlowsAsync(string parameters, CancellationToken stop)
    {
        const string Page = "/api/v1/flows";
        var response = await AskAsync(() => _client.GetAsync(new Uri(Page + parameters, UriKind.Relative), HttpCompletionOption.ResponseHeadersRead, stop), stop);
        if (response.StatusCode == HttpStatusCode.OK && response.Content.Headers.ContentType?.MediaType == "application/x-ndjson")
        {
            return response;
        }

        using (response)
        {
            throw response.StatusCode == HttpStatusCode.OK
                ? NoAgent($"{Page} answers something else than flows")
                : response.StatusCode == HttpStatusCode.NotFound
                    ? new CommandFailure($"{Name} is an agent of an older version without {Page}, or no agent: update it, or give the address of one with --agent")
                    : ErrorOf(Page, response.StatusCode, await AskAsync(() => response.Content.ReadAsByteArrayAsync(stop), stop));
        }
    }

    /// <summary>Null from an agent without such a page.</summary>
    /// <exception cref="CommandFailure">The agent cannot be asked.</exception>
    public async Task<Readiness?> ReadinessAsync(CancellationToken stop)
    {
        // 503 is an answer as good as 200.
        var (code, body) = await GetTextAsync("/readyz", stop);
        try
        {
            return code is HttpStatusCode.OK or HttpStatusCode.ServiceUnavailable ? JsonSerializer.Deserialize(body, WebJson.Default.Readiness) : null;
        }
        catch (JsonException)
        {
            throw NoWord("/readyz", code);
        }
    }

    public void Dispose() => _client.Dispose();

    /// <summary>Scheme, host and port.</summary>
    public string Name => _client.BaseAddress!.GetLeftPart(UriPartial.Authority);

    private static string Parameters(StoryQuery query, int limit)
    {
        var text = new StringBuilder(string.Create(CultureInfo.InvariantCulture, $"?limit={limit}"));
        Add("namespace", query.Namespace);
        Add("dag", query.DagId);
        Add("task", query.TaskId);
        Add("run", query.RunId);
        Add("try", query.TryNumber?.ToString(CultureInfo.InvariantCulture));
        Add("mapIndex", query.MapIndex?.ToString(CultureInfo.InvariantCulture));
        Add("result", query.Result is { } result ? TryWords.Of(result) : null);
        Add("cause", query.Cause is { } cause ? TryWords.Of(cause) : null);
        return text.ToString();

        void Add(string name, string? value)
        {
            if (value is not null)
            {
                text.Append('&').Append(name).Append('=').Append(Uri.EscapeDataString(value));
            }
        }
    }

    /// <summary>Null for 404.</summary>
    private async Task<T?> GetAsync<T>(string page, JsonTypeInfo<T> type, CancellationToken stop)
        where T : class
    {
        var (code, body) = await GetTextAsync(page, stop);
        try
        {
            if (code == HttpStatusCode.OK)
            {
                return JsonSerializer.Deserialize(body, type) ?? throw NoAgent($"{page} is empty");
            }

            var error = JsonSerializer.Deserialize(body, WebJson.Default.WebError) ?? throw NoAgent($"{page} is empty");
            return code == HttpStatusCode.NotFound ? null : throw Refused(error);
        }
        catch (JsonException)
        {
            throw NoWord(page, code);
        }
    }

    private Task<(HttpStatusCode Code, byte[] Body)> GetTextAsync(string page, CancellationToken stop) => AskAsync(
        async () =>
        {
            using var response = await _client.GetAsync(new Uri(page, UriKind.Relative), stop);
            return (response.StatusCode, await response.Content.ReadAsByteArrayAsync(stop));
        },
        stop);

    private CommandFailure ErrorOf(string page, HttpStatusCode code, byte[] body)
    {
        try
        {
            return JsonSerializer.Deserialize(body, WebJson.Default.WebError) is { } error ? Refused(error) : NoAgent($"{page} is empty");
        }
        catch (JsonException)
        {
            return NoWord(page, code);
        }
    }

    private CommandFailure Refused(WebError error) => new($"{Name} says: {SafeText.Of(error.Error)} ({SafeText.Of(error.Hint)})");

    private CommandFailure NoWord(string page, HttpStatusCode code) =>
        NoAgent(string.Create(CultureInfo.InvariantCulture, $"{page} answers {(int)code} without what an agent says"));

    private async Task<T> AskAsync<T>(Func<Task<T>> ask, CancellationToken stop)
    {
        try
        {
            return await ask();
        }
        catch (HttpRequestException failure) when (failure.HttpRequestError is HttpRequestError.InvalidResponse or HttpRequestError.ResponseEnded)
        {
            throw NoAgent("it does not speak HTTP");
        }
        catch (HttpRequestException failure)
        {
            throw new CommandFailure(
                $"no agent answers at {Name}: {Reason(failure)}. Give its address with --agent URL, or ask from inside its pod: " +
                $"kubectl -n windsock exec POD -- /app/windsock {_verb}",
                ExitCode.Failed,
                failure);
        }
        catch (OperationCanceledException) when (!stop.IsCancellationRequested)
        {
            throw new CommandFailure(
                string.Create(CultureInfo.InvariantCulture, $"{Name} did not answer within {_client.Timeout.TotalSeconds:0} s: is this the agent's address, and does its log say why?"));
        }
    }

    private CommandFailure NoAgent(string why) =>
        new($"{Name} is not a windsock agent: {why}. --agent wants the address of http.listen, for example http://127.0.0.1:9465");

    private static string Reason(HttpRequestException failure) => failure.HttpRequestError switch
    {
        HttpRequestError.NameResolutionError => "the name is not known",
        HttpRequestError.SecureConnectionError => "TLS failed; an agent speaks plain HTTP",
        _ => (failure.InnerException as System.Net.Sockets.SocketException)?.SocketErrorCode == System.Net.Sockets.SocketError.ConnectionRefused
            ? "connection refused"
            : SafeText.Of(failure.Message),
    };
}
