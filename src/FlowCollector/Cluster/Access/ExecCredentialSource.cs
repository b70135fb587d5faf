namespace Windsock.FlowCollector.Cluster.Access;

/// <summary>Credentials of a plugin, kept until shortly before they expire or until the API server refuses them. However many
/// watches ask, the command runs once at a time.</summary>
internal sealed class ExecCredentialSource : ICredentialSource
{
    /// <summary>Renewed this much before the end, so that a request under way does not arrive with an expired one.</summary>
    private static readonly TimeSpan Margin = TimeSpan.FromSeconds(30);

    private readonly ExecPlugin _plugin;
    private readonly TimeProvider _time;
    private volatile ExecCredential? _current;
    private volatile ExecCredential? _refused;
    private TaskCompletionSource<ExecCredential>? _run;

    public ExecCredentialSource(ExecPlugin plugin, TimeProvider time)
    {
        _plugin = plugin;
        _time = time;
    }

    public string Origin => $"credential plugin '{_plugin.Command}'";

    public async ValueTask<ApiCredential> GetAsync(CancellationToken stop)
    {
        if (_current is { } current && current != _refused && (current.ExpiresAt is not { } end || _time.GetUtcNow() < end - Margin))
        {
            return current.Credential;
        }

        var mine = new TaskCompletionSource<ExecCredential>(TaskCreationOptions.RunContinuationsAsynchronously);
        if (Interlocked.CompareExchange(ref _run, mine, null) is { } running)
        {
            return (await running.Task.WaitAsync(stop).ConfigureAwait(false)).Credential;
        }

        try
        {
            var renewed = await _plugin.RunAsync(_time, stop).ConfigureAwait(false);
            _current = renewed;
            mine.SetResult(renewed);
            return renewed.Credential;
        }
        catch (Exception failure)
        {
            // Who waits for this run fails with it; a stop of ours is a failed run for the others.
            mine.SetException(failure as CredentialException ?? new CredentialException($"{Origin} was interrupted", failure));
            _ = mine.Task.Exception;
            throw;
        }
        finally
        {
            Volatile.Write(ref _run, null);
        }
    }

    public void Reject(ApiCredential refused)
    {
        if (_current is { } current && ReferenceEquals(current.Credential, refused))
        {
            _refused = current;
        }
    }
}
