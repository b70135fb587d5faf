using System.Net;
using System.Text.Json;
using Windsock.FlowCollector.Cluster.Api;
using Windsock.FlowCollector.Cluster.Json;
using Windsock.FlowCollector.Cluster.Watching;

namespace Windsock.FlowCollector.Cluster.Probing;

/// <summary>Asks the Kubernetes API single questions, with the credential that the agent has. Changes nothing.</summary>
public sealed class KubernetesProbe : IDisposable
{
    /// <summary>Annotation that Istio's CNI writes on a pod whose traffic goes through ztunnel.</summary>
    public const string AmbientAnnotation = "ambient.istio.io/redirection";

    /// <summary>Pods of one namespace that are read.</summary>
    public const int MaxPods = 500;

    /// <summary>500 pods with all that others write on them have a third of this.</summary>
    private const int MaxBodyBytes = 32 * 1024 * 1024;

    private readonly KubernetesApi _api;
    private readonly TimeProvider _time;
    private readonly TimeSpan _timeout;

    private KubernetesProbe(KubernetesApi api, TimeSpan timeout, TimeProvider time) => (_api, _timeout, _time) = (api, timeout, time);

    /// <summary>Scheme, host and port.</summary>
    public string Server => _api.Server;

    /// <summary>Where the credential comes from.</summary>
    public string CredentialOrigin => _api.CredentialOrigin;

    /// <param name="timeout">Silence after which an answer is given up.</param>
    /// <exception cref="KubernetesConfigurationException">The API cannot be reached with these options; nothing was sent yet.</exception>
    public static KubernetesProbe Create(KubernetesOptions options, TimeSpan timeout, TimeProvider time) =>
        new(new KubernetesApi(ClusterWatchRegistration.AccessOf(options, time)), timeout, time);

    /// <param name="path">Relative to the server: <c>version</c>.</param>
    /// <param name="request">Verb and resource, for messages.</param>
    public Task<ApiAnswer> GetAsync(string path, string request, CancellationToken stop) =>
        AskAsync(deadline => _api.GetAsync(path, "application/json", request, deadline), request, stop);

    /// <summary>Whether who asks has a right (SelfSubjectAccessReview, which every user may ask for).</summary>
    public async Task<AccessAnswer> MayAsync(AccessQuestion question, CancellationToken stop)
    {
        const string Request = "create selfsubjectaccessreviews";
        var json = ReviewOf(question);
        var answer = await AskAsync(
            deadline => _api.PostAsync("apis/authorization.k8s.io/v1/selfsubjectaccessreviews", json, Request, deadline), Request, stop).ConfigureAwait(false);
        if (answer.Outcome != ApiOutcome.Answered)
        {
            return new AccessAnswer(question, null, answer.Trouble);
        }

        return AllowedIn(answer.Body) is { } allowed
            ? new AccessAnswer(question, allowed, "")
            : new AccessAnswer(question, null, $"{Request}: the answer is no review");
    }

    /// <summary>Up to <see cref="MaxPods"/> pods, with their annotation <see cref="AmbientAnnotation"/>.</summary>
    /// <param name="space">Null: of all namespaces.</param>
    public async Task<(PodDump Pods, ApiAnswer Answer)> ListPodsAsync(string? space, CancellationToken stop)
    {
        var path = space is null ? "api/v1/pods" : $"api/v1/namespaces/{Uri.EscapeDataString(space)}/pods";
        var answer = await GetAsync($"{path}?limit={MaxPods}", "list pods", stop).ConfigureAwait(false);
        if (answer.Outcome != ApiOutcome.Answered)
        {
            return (new PodDump([], 0), answer);
        }

        try
        {
            using var stream = new MemoryStream(answer.Body);
            return (await PodDump.ReadAsync(stream, new PodMapper(AmbientAnnotation), stop).ConfigureAwait(false), answer);
        }
        catch (InvalidDataException)
        {
            return (new PodDump([], 0), ApiAnswer.Failed("list pods: the answer is no list of pods"));
        }
    }

    public void Dispose() => _api.Dispose();

    private async Task<ApiAnswer> AskAsync(Func<IdleDeadline, Task<HttpResponseMessage>> ask, string request, CancellationToken stop)
    {
        using var deadline = new IdleDeadline(_timeout, _time, stop);
        try
        {
            using var response = await ask(deadline).ConfigureAwait(false);
            deadline.Start();
            var body = await ReadAsync(response, deadline.Token).ConfigureAwait(false);
            return body is null
                ? ApiAnswer.Failed($"{request}: the answer is longer than {MaxBodyBytes / (1024 * 1024)} MiB")
                : new ApiAnswer(ApiOutcome.Answered, body, response.Headers.Date, "");
        }
        catch (ApiException failure)
        {
            return new ApiAnswer(OutcomeOf(failure), [], null, failure.Message);
        }
        catch (Exception failure) when (failure is IOException or HttpRequestException)
        {
            return ApiAnswer.Failed($"{request}: the answer of {Server} broke off");
        }
        catch (OperationCanceledException) when (!stop.IsCancellationRequested)
        {
            return ApiAnswer.Failed($"{request}: no answer from {Server} within {_timeout.TotalSeconds:0.#} s");
        }
    }

    private static ApiOutcome OutcomeOf(ApiException failure) => failure switch
    {
        { Code: HttpStatusCode.NotFound } => ApiOutcome.NotFound,
        { Error: WatchError.Forbidden } => ApiOutcome.Forbidden,
        { Error: WatchError.Unauthorized } => ApiOutcome.Unauthorized,
        _ => ApiOutcome.Failed,
    };

    /// <summary>Null when it is too long.</summary>
    private static async Task<byte[]?> ReadAsync(HttpResponseMessage response, CancellationToken limit)
    {
        using var body = await response.Content.ReadAsStreamAsync(limit).ConfigureAwait(false);
        using var kept = new MemoryStream();
        var chunk = new byte[32 * 1024];
        int count;
        while ((count = await body.ReadAsync(chunk, limit).ConfigureAwait(false)) > 0)
        {
            if (kept.Length + count > MaxBodyBytes)
            {
                return null;
            }

            kept.Write(chunk, 0, count);
        }

        return kept.ToArray();
    }

    private static byte[] ReviewOf(AccessQuestion question)
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            json.WriteString("apiVersion", "authorization.k8s.io/v1");
            json.WriteString("kind", "SelfSubjectAccessReview");
            json.WriteStartObject("spec");
            json.WriteStartObject("resourceAttributes");
            json.WriteString("verb", question.Verb);
            json.WriteString("group", question.Group);
            json.WriteString("resource", question.Resource);
            json.WriteEndObject();
            json.WriteEndObject();
            json.WriteEndObject();
        }

        return buffer.ToArray();
    }

    private static bool? AllowedIn(byte[] review)
    {
        try
        {
            using var json = JsonDocument.Parse(review);
            return json.RootElement.ValueKind == JsonValueKind.Object
                && json.RootElement.TryGetProperty("status", out var status) && status.ValueKind == JsonValueKind.Object
                && status.TryGetProperty("allowed", out var allowed) && allowed.ValueKind is JsonValueKind.True or JsonValueKind.False
                ? allowed.GetBoolean()
                : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
