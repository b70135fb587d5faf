using System.Globalization;
using Windsock.FlowCollector.AirflowApi.Requests;

namespace Windsock.FlowCollector.AirflowApi.Sessions;

/// <summary>Finds out which API there is, logs in where that is needed, and remembers both until it is time to look again or something
/// has failed. Any thread; who comes while a session is being opened waits for that one.</summary>
internal sealed class AirflowSessions(AirflowApiVersion version, AirflowCredential credential, AirflowRequests requests, AirflowApiLog log, TimeProvider time)
{
    /// <summary>An Airflow that is upgraded goes down for a moment, which is noticed when a request fails then; this is for when none was sent.</summary>
    private static readonly TimeSpan LongestLife = TimeSpan.FromHours(1);

    private AirflowSession? _current;
    private TaskCompletionSource<Reply<AirflowSession>>? _opening;

    /// <exception cref="OperationCanceledException">A stop was asked for.</exception>
    public async Task<Reply<AirflowSession>> GetAsync(Deadline deadline)
    {
        if (Volatile.Read(ref _current) is { } current && time.GetElapsedTime(current.OpenedAt) < current.Life)
        {
            return new Reply<AirflowSession>(RequestOutcome.Ok, current);
        }

        var mine = new TaskCompletionSource<Reply<AirflowSession>>(TaskCreationOptions.RunContinuationsAsynchronously);
        return Interlocked.CompareExchange(ref _opening, mine, null) is { } others
            ? await WaitAsync(others.Task, deadline).ConfigureAwait(false)
            : await OpenAsync(mine, deadline).ConfigureAwait(false);
    }

    /// <summary>Header of a request in that session.</summary>
    /// <exception cref="Cluster.Access.CredentialException">A file cannot be used.</exception>
    public string? Authorize(AirflowSession session) => session.Token is { } token ? "Bearer " + token : credential.ReadHeader();

    /// <summary>The next <see cref="GetAsync"/> opens a new one, unless somebody has already.</summary>
    public void Drop(AirflowSession session) => Interlocked.CompareExchange(ref _current, null, session);

    private async Task<Reply<AirflowSession>> OpenAsync(TaskCompletionSource<Reply<AirflowSession>> mine, Deadline deadline)
    {
        var opened = default(Reply<AirflowSession>);
        try
        {
            opened = await OpenAsync(deadline).ConfigureAwait(false);
            Volatile.Write(ref _current, opened.Value);
            return opened;
        }
        finally
        {
            Volatile.Write(ref _opening, null);
            mine.SetResult(opened);
        }
    }

    private async Task<Reply<AirflowSession>> OpenAsync(Deadline deadline)
    {
        var found = await FindAsync(deadline).ConfigureAwait(false);
        if (found.Value is not { } airflow)
        {
            requests.Conclude(ApiResource.Version, found);
            return found.As<AirflowSession>();
        }

        var (token, life) = ((string?)null, LongestLife);
        if (airflow.Api == AirflowPaths.V2 && credential.HasUser)
        {
            var login = new ApiRequest(ApiResource.Login, AirflowPaths.Login, static () => null) { Body = credential.ReadLogin };
            var reply = await requests.SendAsync(login, AirflowApiMapper.ReadToken, deadline).ConfigureAwait(false);
            if (reply.Value is null)
            {
                requests.Conclude(ApiResource.Login, reply);
                return reply.As<AirflowSession>();
            }

            // Renewed after four fifths of its life, as the kubelet does.
            token = reply.Value;
            life = AirflowApiMapper.LifeOf(token) * 0.8 is { } own && own < LongestLife ? own : LongestLife;
        }

        log.Connected(airflow.Version, airflow.Api);
        return new Reply<AirflowSession>(RequestOutcome.Ok, new AirflowSession(airflow.Api, HasTries(airflow.Version), token, time.GetTimestamp(), life));
    }

    private async Task<Reply<FoundAirflow>> FindAsync(Deadline deadline)
    {
        if (version != AirflowApiVersion.Auto)
        {
            return new Reply<FoundAirflow>(RequestOutcome.Ok, new FoundAirflow(version == AirflowApiVersion.V1 ? AirflowPaths.V1 : AirflowPaths.V2, ""));
        }

        var second = await AskVersionAsync(AirflowPaths.V2, deadline).ConfigureAwait(false);
        if (!MayBeAnother(second.Outcome))
        {
            return second;
        }

        var first = await AskVersionAsync(AirflowPaths.V1, deadline).ConfigureAwait(false);
        return first.Outcome == RequestOutcome.NotFound ? second : first;
    }

    private async Task<Reply<FoundAirflow>> AskVersionAsync(string api, Deadline deadline)
    {
        var request = new ApiRequest(ApiResource.Version, AirflowPaths.Version(api), credential.ReadHeader);
        return await requests.SendAsync(
            request, body => AirflowApiMapper.ReadVersion(body) is { } found ? new FoundAirflow(api, found) : null, deadline).ConfigureAwait(false);
    }

    /// <summary>An answer that an Airflow of the other version, or a proxy in front of it, may give.</summary>
    private static bool MayBeAnother(RequestOutcome? outcome) => outcome
        is RequestOutcome.NotFound or RequestOutcome.Rejected or RequestOutcome.Redirected or RequestOutcome.Unreadable
        or RequestOutcome.Unauthorized or RequestOutcome.Forbidden;

    /// <summary>Earlier tries came with 2.10. Where the version is not known, a request more finds out.</summary>
    private static bool HasTries(string version)
    {
        var numbers = version.Split('.', 3);
        return numbers.Length < 2
            || !int.TryParse(numbers[0], NumberStyles.None, CultureInfo.InvariantCulture, out var major)
            || !int.TryParse(numbers[1], NumberStyles.None, CultureInfo.InvariantCulture, out var minor)
            || (major, minor).CompareTo((2, 10)) >= 0;
    }

    private static async Task<Reply<AirflowSession>> WaitAsync(Task<Reply<AirflowSession>> opening, Deadline deadline)
    {
        try
        {
            return await opening.WaitAsync(deadline.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (!deadline.Stop.IsCancellationRequested)
        {
            return default;
        }
    }

    private sealed record FoundAirflow(string Api, string Version);
}
