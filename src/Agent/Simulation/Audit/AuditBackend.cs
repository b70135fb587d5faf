using System.Text.Json.Nodes;
using Windsock.Agent.Simulation.World.Platform;

namespace Windsock.Agent.Simulation.Audit;

/// <summary>The webhook backend of one API server: gathers events until there are enough of them or the first has waited long enough.
/// One thread.</summary>
internal sealed class AuditBackend(PlatformDelivery delivery)
{
    public const string Path = "/v1/audit";

    /// <summary>Far under the 400 events of a real one, so that a short demonstration has many requests.</summary>
    public const int MaxEvents = 3;

    /// <summary>A real one waits 30 s.</summary>
    public static readonly TimeSpan MaxWait = TimeSpan.FromSeconds(0.8);

    private readonly List<JsonObject> _events = [];
    private int _garbled;
    private TimeSpan _since;

    /// <summary>Answers a batch that is full now, else null.</summary>
    public SentBatch? Add(ApiAnswered answered) => Add(AuditEventJson.Of(answered.Request), answered.At, isGarbled: false);

    /// <inheritdoc cref="Add(ApiAnswered)"/>
    public SentBatch? Add(AuditGarbled garbled) => Add(AuditEventJson.Garbled(), garbled.At, isGarbled: true);

    /// <summary>Answers a batch that has waited long enough, else null.</summary>
    public SentBatch? Advance(TimeSpan now) => now - _since >= MaxWait ? Take() : null;

    /// <summary>Answers what there is, null when that is nothing.</summary>
    public SentBatch? Take()
    {
        if (_events.Count == 0)
        {
            return null;
        }

        var batch = new SentBatch(Path, AuditEventJson.List(_events).ToJsonString(), _events.Count - _garbled, _garbled);
        _events.Clear();
        _garbled = 0;
        return batch;
    }

    private SentBatch? Add(JsonObject json, TimeSpan at, bool isGarbled)
    {
        delivery.Offer(isGarbled);
        _since = _events.Count == 0 ? at : _since;
        _garbled += isGarbled ? 1 : 0;
        _events.Add(json);
        return _events.Count >= MaxEvents ? Take() : null;
    }
}
