using Windsock.Model.Flows;

namespace Windsock.Attribution.Scopes;

/// <summary>A node that flows come from, or that a relay told of.</summary>
internal sealed class ObservingNode
{
    /// <summary>A node that sent nothing for this long may not be reporting any more.</summary>
    private static readonly TimeSpan SilenceLimit = TimeSpan.FromSeconds(60);

    /// <summary>Flows of a node that went away may still be under way for this long.</summary>
    private static readonly TimeSpan StragglerLimit = TimeSpan.FromSeconds(5);

    private bool _isAnnounced;
    private Instant _downAt = Instant.Missing;
    private Instant _silentFrom = Instant.Missing;

    public required string Name { get; init; }

    /// <summary>The agent's own node.</summary>
    public required bool IsThisNode { get; init; }

    public void Announce(bool isReporting, Instant observedAt)
    {
        _isAnnounced = isReporting;
        _downAt = isReporting ? Instant.Missing : observedAt;
        _silentFrom = isReporting ? _silentFrom : Instant.Missing;
    }

    /// <summary>A flow of this node came in.</summary>
    public void ObserveFlow(Instant receivedAt)
    {
        if (!_downAt.IsMissing)
        {
            if (receivedAt < _downAt.Add(StragglerLimit))
            {
                return;
            }

            _downAt = Instant.Missing;
        }

        _silentFrom = receivedAt.Add(SilenceLimit);
    }

    public bool IsReporting(Instant now) => _downAt.IsMissing && (_isAnnounced || now < _silentFrom);
}
