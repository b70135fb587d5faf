using System.Net;
using Windsock.Pipeline.Sources;

namespace Windsock.FlowCollector.CloudLogging.Tokens;

/// <summary>Keys that the issuer publishes. Kept for an hour; a key that is not among them is looked for at most once a minute, so that forged
/// tokens do not make the agent ask. While the issuer cannot be reached, keys that were read are good for a day.</summary>
internal sealed class WebIssuerKeys : IIssuerKeys, IDisposable
{
    /// <summary>Google's set has 2 KB.</summary>
    public const int MaxAnswerBytes = 256 * 1024;

    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan RefreshAfter = TimeSpan.FromHours(1);
    private static readonly TimeSpan LongestLife = TimeSpan.FromDays(1);
    private static readonly TimeSpan PauseAfterSuccess = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan PauseAfterFailure = TimeSpan.FromSeconds(10);

    private readonly Uri _url;
    private readonly HttpMessageInvoker _invoker;
    private readonly CloudLoggingCounts _counts;
    private readonly TimeProvider _time;

    /// <summary>Guards what follows.</summary>
    private readonly Turnstile _turnstile = new();
    private IssuerKeySet? _keys;
    private long _readAt;
    private long _askedAt;
    private string? _failure;
    private bool _wasAsked;
    private Task? _asking;

    /// <param name="url">https.</param>
    /// <param name="handler">Follows no redirects; disposed with this.</param>
    public WebIssuerKeys(Uri url, HttpMessageHandler handler, CloudLoggingCounts counts, TimeProvider time)
    {
        _url = url;
        _invoker = new HttpMessageInvoker(handler);
        _counts = counts;
        _time = time;
    }

    /// <summary>Whoever answers at another address than the configured one is not the issuer: no redirects.</summary>
    public static HttpMessageHandler CreateHandler() => new SocketsHttpHandler
    {
        AllowAutoRedirect = false,
        AutomaticDecompression = DecompressionMethods.None,
        UseCookies = false,
        ActivityHeadersPropagator = null,
        ConnectTimeout = Timeout,
        PooledConnectionLifetime = TimeSpan.FromMinutes(5),
    };

    public async ValueTask<IssuerKeySet> GetAsync(string keyId, CancellationToken gone)
    {
        Task asking;
        using (_turnstile.Enter())
        {
            var usable = _keys is not null && _time.GetElapsedTime(_readAt) < LongestLife ? _keys : null;
            var isKnown = usable?.Has(keyId) == true;
            if (isKnown && _time.GetElapsedTime(_readAt) < RefreshAfter)
            {
                return usable!;
            }

            if (_asking is null && MayAsk())
            {
                (_wasAsked, _askedAt) = (true, _time.GetTimestamp());
                _asking = AskAsync();
            }

            // Nobody waits for keys that are newer than needed.
            if (isKnown)
            {
                return usable!;
            }

            if (_asking is null)
            {
                return Newest();
            }

            asking = _asking;
        }

        await asking.WaitAsync(gone).ConfigureAwait(false);
        using (_turnstile.Enter())
        {
            return Newest();
        }
    }

    public void Dispose() => _invoker.Dispose();

    private bool MayAsk() => !_wasAsked || _time.GetElapsedTime(_askedAt) >= (_failure is null ? PauseAfterSuccess : PauseAfterFailure);

    /// <summary>What the last asking brought.</summary>
    private IssuerKeySet Newest() => _failure is null && _keys is not null ? _keys : throw new IOException(_failure ?? $"{_url} was not asked yet");

    /// <summary>Goes on when the request that began it has gone: others may wait for it. Never throws.</summary>
    private async Task AskAsync()
    {
        // Leaves the turnstile first.
        await Task.Yield();
        var (keys, failure) = await FetchAsync().ConfigureAwait(false);
        using (_turnstile.Enter())
        {
            if (keys is not null)
            {
                (_keys, _readAt) = (keys, _time.GetTimestamp());
            }

            _failure = failure;
            _asking = null;
        }

        (keys is null ? _counts.KeyFailures : _counts.KeyFetches).Add();
    }

    private async Task<(IssuerKeySet? Keys, string? Failure)> FetchAsync()
    {
        using var limit = new CancellationTokenSource(Timeout, _time);
        try
        {
            using var message = new HttpRequestMessage(HttpMethod.Get, _url);
            using var response = await _invoker.SendAsync(message, limit.Token).ConfigureAwait(false);
            if (response.StatusCode != HttpStatusCode.OK)
            {
                return (null, $"{_url} (audit.pubsub.keysUrl) answered {(int)response.StatusCode} instead of the issuer's keys");
            }

            await response.Content.LoadIntoBufferAsync(MaxAnswerBytes, limit.Token).ConfigureAwait(false);
            return (IssuerKeySet.Parse(await response.Content.ReadAsStringAsync(limit.Token).ConfigureAwait(false)), null);
        }
        catch (OperationCanceledException)
        {
            return (null, $"{_url} (audit.pubsub.keysUrl) did not answer with the issuer's keys within {Timeout.TotalSeconds:0} s");
        }
        catch (FormatException mistake)
        {
            return (null, $"what {_url} (audit.pubsub.keysUrl) answered are not the issuer's keys: {mistake.Message}");
        }
        catch (Exception failure) when (failure is HttpRequestException or IOException or InvalidOperationException)
        {
            return (null, $"the issuer's keys cannot be had from {_url} (audit.pubsub.keysUrl): {failure.GetBaseException().Message}");
        }
    }
}
