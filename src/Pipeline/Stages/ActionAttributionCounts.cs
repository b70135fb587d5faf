using Windsock.Model.Identity;
using Windsock.Model.Platform;

namespace Windsock.Pipeline.Stages;

/// <summary>Events of the platform that left the queue: actions by whose they are and how sure that is, each exactly once, and everything else.</summary>
public sealed class ActionAttributionCounts
{
    internal const int Classes = 4;

    private readonly long[] _actions = new long[3 * Classes];
    private long _others;

    /// <summary>Events that are no actions.</summary>
    public long Others => Volatile.Read(ref _others);

    public long Total
    {
        get
        {
            var total = Others;
            for (var i = 0; i < _actions.Length; i++)
            {
                total += Volatile.Read(ref _actions[i]);
            }

            return total;
        }
    }

    public long Of(AttributionKind kind, AttributionClass @class) => Volatile.Read(ref _actions[((int)kind * Classes) + (int)@class]);

    // Only the attribution stage writes; a scrape reads each number whole.
    internal void Count(in AttributedEvent @event)
    {
        if (@event.Event is not PlatformAction)
        {
            _others++;
            return;
        }

        var kind = @event.Attribution.Owner?.Kind switch
        {
            OwnerKind.Task => AttributionKind.Task,
            OwnerKind.Component => AttributionKind.Component,
            _ => AttributionKind.Other,
        };
        _actions[((int)kind * Classes) + (int)@event.Attribution.Class]++;
    }
}
