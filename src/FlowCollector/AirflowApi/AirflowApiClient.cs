using Windsock.FlowCollector.AirflowApi.Requests;
using Windsock.FlowCollector.AirflowApi.Sessions;
using Windsock.Model.Identity;

namespace Windsock.FlowCollector.AirflowApi;

/// <summary>Asks Airflow about one try: its state, the owners of its task, the tags of its DAG. The last two change seldom and are
/// remembered. Any thread.</summary>
internal sealed class AirflowApiClient(AirflowSessions sessions, AirflowRequests requests, TimeProvider time)
{
    public static readonly TimeSpan NameLife = TimeSpan.FromMinutes(10);

    /// <summary>Tasks whose owners, and DAGs whose tags, are remembered at a time.</summary>
    public const int MaxRemembered = 5_000;

    /// <summary>When Airflow still takes the try for running: its scheduler looks at finished pods about once a second.</summary>
    public static readonly TimeSpan SettlePause = TimeSpan.FromSeconds(2);

    private readonly TimedCache<(string DagId, string TaskId), AirflowNames> _owners = new(MaxRemembered, NameLife, time);
    private readonly TimedCache<string, AirflowNames> _tags = new(MaxRemembered, NameLife, time);

    /// <param name="asked">One that <see cref="AirflowPaths.LeadTo"/>.</param>
    /// <param name="deadline">An answer has come by then, with what was known until then.</param>
    /// <exception cref="OperationCanceledException">A stop was asked for.</exception>
    public async Task<TryAnswer> AskAsync(TaskTry asked, Deadline deadline)
    {
        var reply = await AskUntilSettledAsync(asked, deadline).ConfigureAwait(false);
        if (reply.Value?.Of(asked.TryNumber) is not { Length: > 0 } state)
        {
            return TryAnswer.Without(OutcomeOf(reply, deadline));
        }

        var owners = await OwnersAsync(asked.Task, deadline).ConfigureAwait(false);
        var tags = await TagsAsync(asked.Task.DagId, deadline).ConfigureAwait(false);
        return new TryAnswer(TryOutcome.Answered, state, owners.Values, tags.Values);
    }

    private static TryOutcome OutcomeOf(in Reply<TryState> reply, Deadline deadline) =>
        reply.Outcome is RequestOutcome.Ok or RequestOutcome.NotFound ? TryOutcome.Unknown
        : reply.Outcome is null || deadline.IsOver ? TryOutcome.Late
        : TryOutcome.Failed;

    private async Task<Reply<TryState>> AskUntilSettledAsync(TaskTry asked, Deadline deadline)
    {
        var heard = await AskStateAsync(asked, deadline).ConfigureAwait(false);
        while (heard.Value is { IsSettled: false } && deadline.Left > SettlePause)
        {
            await Task.Delay(SettlePause, time, deadline.Stop).ConfigureAwait(false);
            var again = await AskStateAsync(asked, deadline).ConfigureAwait(false);
            if (again.Value is null)
            {
                break;
            }

            heard = again;
        }

        return heard;
    }

    private async Task<Reply<TryState>> AskStateAsync(TaskTry asked, Deadline deadline)
    {
        var reply = await GetAsync(
            ApiResource.Try, session => session.HasTries ? AirflowPaths.Try(session.Api, asked) : null, AirflowApiMapper.ReadTry, deadline).ConfigureAwait(false);
        return reply.Outcome == RequestOutcome.NotFound
            ? await GetAsync(
                ApiResource.TaskInstance, session => AirflowPaths.TaskInstance(session.Api, asked), AirflowApiMapper.ReadTry, deadline).ConfigureAwait(false)
            : reply;
    }

    private async Task<AirflowNames> OwnersAsync(TaskKey task, Deadline deadline)
    {
        if (_owners.Get((task.DagId, task.TaskId)) is { } known)
        {
            return known;
        }

        var reply = await GetAsync(
            ApiResource.Task, session => AirflowPaths.Task(session.Api, task), AirflowApiMapper.ReadOwners, deadline).ConfigureAwait(false);
        return Remember(_owners, (task.DagId, task.TaskId), reply);
    }

    private async Task<AirflowNames> TagsAsync(string dagId, Deadline deadline)
    {
        if (_tags.Get(dagId) is { } known)
        {
            return known;
        }

        var reply = await GetAsync(ApiResource.Dag, session => AirflowPaths.Dag(session.Api, dagId), AirflowApiMapper.ReadTags, deadline).ConfigureAwait(false);
        return Remember(_tags, dagId, reply);
    }

    /// <summary>What would be the same again in a minute is remembered too, as none.</summary>
    private static AirflowNames Remember<TKey>(TimedCache<TKey, AirflowNames> names, TKey key, in Reply<AirflowNames> reply)
        where TKey : notnull
    {
        var read = reply.Value ?? AirflowNames.None;
        if (reply.Outcome is RequestOutcome.Ok or RequestOutcome.NotFound or RequestOutcome.Forbidden or RequestOutcome.Unreadable)
        {
            names.Put(key, read);
        }

        return read;
    }

    /// <summary>One resource. A 401 is tried once more with a new session: tokens run out, and files with tokens change.</summary>
    /// <param name="path">Null where this Airflow has no such resource.</param>
    private async Task<Reply<T>> GetAsync<T>(ApiResource resource, Func<AirflowSession, string?> path, Func<byte[], T?> read, Deadline deadline)
        where T : class
    {
        for (var isFirst = true; ; isFirst = false)
        {
            var opened = await sessions.GetAsync(deadline).ConfigureAwait(false);
            if (opened.Value is not { } session)
            {
                // Whatever it was, it says nothing about this resource.
                return new Reply<T>(opened.Outcome is null ? null : RequestOutcome.Rejected);
            }

            if (path(session) is not { } known)
            {
                return new Reply<T>(RequestOutcome.NotFound);
            }

            var reply = await requests.SendAsync(new ApiRequest(resource, known, () => sessions.Authorize(session)), read, deadline).ConfigureAwait(false);
            if (reply.Outcome is not (null or RequestOutcome.Ok or RequestOutcome.NotFound or RequestOutcome.Forbidden or RequestOutcome.RateLimited))
            {
                sessions.Drop(session);
            }

            if (reply.Outcome != RequestOutcome.Unauthorized || !isFirst)
            {
                requests.Conclude(resource, reply);
                return reply;
            }
        }
    }
}
