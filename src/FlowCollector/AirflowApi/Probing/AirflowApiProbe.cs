using System.Text.Json;
using Microsoft.Extensions.Logging.Abstractions;
using Windsock.FlowCollector.AirflowApi.Requests;
using Windsock.FlowCollector.AirflowApi.Sessions;

namespace Windsock.FlowCollector.AirflowApi.Probing;

/// <summary>Looks at an Airflow once, with the agent's own settings: which API it has, whether it lets the agent in, and what it lets it
/// read. Changes nothing there.</summary>
public static class AirflowApiProbe
{
    /// <summary>At most three requests are sent; they do not wait for each other.</summary>
    private const double RequestsPerSecond = 50;

    /// <param name="options">Validated, and enabled.</param>
    /// <param name="timeout">For all requests together.</param>
    /// <exception cref="OperationCanceledException">A stop was asked for.</exception>
    public static async Task<AirflowApiAnswer> AskAsync(AirflowApiOptions options, TimeSpan timeout, TimeProvider time, CancellationToken stop)
    {
        using var transport = new AirflowTransport(options, time);
        using var deadline = new Deadline(time.GetTimestamp(), timeout, time, stop);
        var credential = new AirflowCredential(options);
        var log = new AirflowApiLog(NullLogger.Instance, transport.Server, credential.Origin);
        var requests = new AirflowRequests(transport, new RequestPace(RequestsPerSecond, time), new AirflowApiCounts(), log);
        var sessions = new AirflowSessions(options.Version, credential, requests, log, time);

        var opened = await sessions.GetAsync(deadline).ConfigureAwait(false);
        if (opened.Value is not { } session)
        {
            return new AirflowApiAnswer(transport.Server, "", 0, TroubleOf(opened, transport.Server));
        }

        var request = new ApiRequest(ApiResource.Dag, AirflowPaths.Dags(session.Api), () => sessions.Authorize(session));
        var reply = await requests.SendAsync(request, ReadTotal, deadline).ConfigureAwait(false);
        var api = session.Api.TrimEnd('/');
        return reply.Value is { } dags
            ? new AirflowApiAnswer(transport.Server, api, dags.Count, "")
            : new AirflowApiAnswer(transport.Server, api, 0, TroubleOf(reply, transport.Server));
    }

    private static string TroubleOf<T>(in Reply<T> reply, string server)
        where T : class => reply.Trouble.Length > 0 ? reply.Trouble : $"{server} did not answer in time";

    /// <summary>Both versions say how many there are beside the first of them.</summary>
    private static Total? ReadTotal(byte[] body)
    {
        try
        {
            using var json = JsonDocument.Parse(body);
            return json.RootElement.ValueKind == JsonValueKind.Object
                && json.RootElement.TryGetProperty("total_entries", out var total) && total.ValueKind == JsonValueKind.Number && total.TryGetInt64(out var count) && count >= 0
                ? new Total(count)
                : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private sealed record Total(long Count);
}
