using Windsock.FlowCollector.Cluster.Access;
using Windsock.Pipeline.Supervision;

namespace Windsock.FlowCollector.AirflowApi.Requests;

/// <summary>Sends requests no faster than allowed, reads and counts the answers, and stays away for a while after trouble. Any thread.</summary>
internal sealed class AirflowRequests(AirflowTransport transport, RequestPace pace, AirflowApiCounts counts, AirflowApiLog log)
{
    private readonly Backoff _backoff = Backoff.Standard(Random.Shared);
    private volatile bool _isWell = true;

    /// <param name="read">Makes the value of a body; null when it is not one.</param>
    /// <exception cref="OperationCanceledException">A stop was asked for.</exception>
    public async Task<Reply<T>> SendAsync<T>(ApiRequest request, Func<byte[], T?> read, Deadline deadline)
        where T : class
    {
        if (deadline.IsOver || pace.TryTake(deadline.Left) is not { } wait)
        {
            return default;
        }

        if (wait > TimeSpan.Zero)
        {
            await Task.Delay(wait, pace.Time, deadline.Stop).ConfigureAwait(false);
        }

        var raw = await ExchangeAsync(request, deadline).ConfigureAwait(false);
        var value = raw.Outcome == RequestOutcome.Ok ? read(raw.Body) : null;
        raw = raw.Outcome == RequestOutcome.Ok && value is null ? raw with { Outcome = RequestOutcome.Unreadable } : raw;
        counts.Count(raw.Outcome);
        if (raw.RetryAfter is { } pause)
        {
            pace.Pause(pause);
        }

        return new Reply<T>(raw.Outcome, value, log.TextOf(request.Resource, raw));
    }

    /// <summary>This is how it went in the end: said in the log, and a reason to stay away if Airflow as a whole is in trouble. Races
    /// between two that fail at once only cost a step of the backoff.</summary>
    public void Conclude<T>(ApiResource resource, in Reply<T> reply)
        where T : class
    {
        var decides = resource is ApiResource.Try or ApiResource.TaskInstance;
        if (decides && reply.Outcome is RequestOutcome.Ok or RequestOutcome.NotFound or RequestOutcome.Forbidden)
        {
            _isWell = true;
            log.Recovered();
        }

        switch (reply.Outcome)
        {
            case null or RequestOutcome.Ok:
            case RequestOutcome.NotFound when resource is ApiResource.Try or ApiResource.Task or ApiResource.Dag:
                break;
            case RequestOutcome.NotFound or RequestOutcome.Forbidden or RequestOutcome.Rejected or RequestOutcome.Unreadable when decides:
            case not null when resource is ApiResource.Task or ApiResource.Dag:
                log.Oddity(resource, reply.Trouble);
                break;
            default:
                StayAway();
                log.Failed(reply.Trouble);
                break;
        }
    }

    private void StayAway()
    {
        if (!pace.IsPaused)
        {
            pace.Pause(_backoff.Next(_isWell ? TimeSpan.MaxValue : TimeSpan.Zero));
            _isWell = false;
        }
    }

    private async Task<RawReply> ExchangeAsync(ApiRequest request, Deadline deadline)
    {
        try
        {
            return await transport.SendAsync(request.Path, request.Authorization(), request.Body?.Invoke(), deadline).ConfigureAwait(false);
        }
        catch (CredentialException failure)
        {
            return RawReply.Without(RequestOutcome.NoCredential, failure.Message);
        }
    }
}
