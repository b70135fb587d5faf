using Windsock.Model.Metrics;

namespace Windsock.Agent.Simulation.Audit;

/// <summary>What the platform's senders had to send, and what of it the agent took. Any thread.</summary>
internal sealed class PlatformDelivery
{
    private readonly Counter _offered = new();
    private readonly Counter _garbled = new();
    private readonly Counter _taken = new();
    private readonly Counter _garbledTaken = new();
    private readonly Counter _again = new();
    private readonly Counter _lost = new();
    private readonly Counter _requests = new();
    private readonly Counter _refusals = new();

    /// <summary>Events that can be read, each once, whatever became of them.</summary>
    public long Offered => _offered.Value;

    /// <summary>Events that nobody can read.</summary>
    public long Garbled => _garbled.Value;

    /// <summary>Events that can be read and were in a request that was answered well, each once.</summary>
    public long Taken => _taken.Value;

    /// <summary>Events that nobody can read, as often as they were in a request that was answered well.</summary>
    public long GarbledTaken => _garbledTaken.Value;

    /// <summary>Events that were taken, and sent and taken again.</summary>
    public long Again => _again.Value;

    /// <summary>Events that were given up after the last attempt.</summary>
    public long Lost => _lost.Value;

    /// <summary>Requests that were answered well.</summary>
    public long Requests => _requests.Value;

    /// <summary>Attempts that were not.</summary>
    public long Refusals => _refusals.Value;

    /// <summary>Nothing waits to be sent.</summary>
    public bool IsDone => Taken + Lost == Offered && GarbledTaken >= Garbled;

    public void Offer(bool isGarbled) => (isGarbled ? _garbled : _offered).Add();

    public void Take(SentBatch batch, bool isAgain)
    {
        _requests.Add();
        (isAgain ? _again : _taken).Add(batch.Events);
        _garbledTaken.Add(batch.Garbled);
    }

    public void Refuse() => _refusals.Add();

    public void Lose(SentBatch batch) => _lost.Add(batch.Events);
}
