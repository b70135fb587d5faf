using System.Collections.Concurrent;
using Windsock.Model.Metrics;

namespace Windsock.Agent.Simulation.Receiver;

/// <summary>What a receiver of alerts makes of requests, and what it keeps of them. It fails at the first one, so that a sender has to
/// show that it comes again. Any thread; bounded.</summary>
/// <param name="signatures">Verifies each request.</param>
internal sealed class AlertInbox(SignatureCheck signatures, TimeProvider time)
{
    /// <summary>Bytes of one message: as much as a hundred alerts with all their annotations take.</summary>
    public const int MaxBody = 1 << 20;

    /// <summary>Messages that are kept: at one a second, nearly three hours.</summary>
    public const int MaxMessages = 10_000;

    private const int MaxKey = 200;
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    private readonly ConcurrentDictionary<string, bool> _taken = new(StringComparer.Ordinal);
    private readonly ConcurrentQueue<ReceivedMessage> _messages = new();
    private readonly Counter _sentAgain = new();
    private readonly Counter _wrongSignatures = new();
    private readonly Counter _unreadable = new();
    private readonly Counter _turnedAway = new();
    private int _hasFailed;

    /// <summary>In the order in which they were taken.</summary>
    public IReadOnlyCollection<ReceivedMessage> Messages => _messages;

    public InboxFigures Figures => new(_messages.Count, _sentAgain.Value, _wrongSignatures.Value, _unreadable.Value, _turnedAway.Value);

    public WebhookAnswer Take(WebhookRequest request)
    {
        var now = time.GetUtcNow();
        if (!signatures.IsRight(request, now))
        {
            _wrongSignatures.Add();
            return new WebhookAnswer(401, "the signature is missing, wrong or more than five minutes old");
        }

        ReceivedMessage message;
        try
        {
            message = request.IdempotencyKey.Length is > 0 and <= MaxKey
                ? WebhookReading.Read(request.Body, now)
                : throw new FormatException($"Idempotency-Key has {request.IdempotencyKey.Length} characters, must have 1 to {MaxKey}");
        }
        catch (FormatException failure)
        {
            _unreadable.Add();
            return new WebhookAnswer(400, failure.Message);
        }

        return Keep(request.IdempotencyKey, message);
    }

    private WebhookAnswer Keep(string key, ReceivedMessage message)
    {
        // False: sent, and not taken yet.
        var isAgain = !_taken.ContainsKey(key) && _taken.Count >= MaxMessages ? (bool?)null : !_taken.TryAdd(key, false);
        if (isAgain is null)
        {
            _turnedAway.Add();
            return new WebhookAnswer(503, $"{MaxMessages} messages are kept, and there is no room for more", Pause);
        }

        _sentAgain.Add(isAgain.Value ? 1 : 0);
        if (Interlocked.Exchange(ref _hasFailed, 1) == 0)
        {
            return new WebhookAnswer(503, "the first request always fails", Pause);
        }

        if (_taken.TryUpdate(key, true, false))
        {
            _messages.Enqueue(message);
        }

        return new WebhookAnswer(200);
    }
}
