using System.Collections.Immutable;
using Windsock.Model.Identity;
using Windsock.Model.Platform;

namespace Windsock.Pipeline.Stages;

/// <summary>Events of the platform that left the queue: actions by whose they are and how sure that is, each exactly once, and everything else.</summary>
public sealed class ActionAttributionCounts
{
    internal const int Classes = 4;

    /// <summary>The closed set of <see cref="PlatformGap.Reason"/>.</summary>
    internal static readonly ImmutableArray<string> GapReasons = ["not_listening", "relisted", "cut", "lost"];

    private readonly long[] _actions = new long[3 * Classes];
    private readonly long[] _gaps = new long[GapReasons.Length];
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

    /// <summary>Gaps that sources told of.</summary>
    /// <param name="reason">Index in <see cref="GapReasons"/>.</param>
    internal long Gaps(int reason) => Volatile.Read(ref _gaps[reason]);

    public long Of(AttributionKind kind, AttributionClass @class) => Volatile.Read(ref _actions[((int)kind * Classes) + (int)@class]);

    // Only the attribution stage writes; a scrape reads each number whole.
    internal void Count(in AttributedEvent @event)
    {
        if (@event.Event is not PlatformAction)
        {
            _others++;
            if (@event.Event is PlatformGap gap && GapReasons.IndexOf(gap.Reason) is >= 0 and var reason)
            {
                _gaps[reason]++;
            }

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
