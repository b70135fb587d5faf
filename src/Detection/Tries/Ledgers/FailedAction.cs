using Windsock.Model.Flows;
using Windsock.Model.Platform;

namespace Windsock.Detection.Tries.Ledgers;

/// <summary>How often a try asked for one thing in vain, and when.</summary>
internal sealed record FailedAction(PlatformAction Latest, Instant First, Instant Last, int Count)
{
    /// <summary>The same was asked: a name that is not told, as of a creation that is denied, may be any.</summary>
    public bool IsLike(PlatformAction action) =>
        action.System == Latest.System && action.Verb == Latest.Verb && action.Target.Kind == Latest.Target.Kind && action.Target.Namespace == Latest.Target.Namespace
        && (action.Target.Name == Latest.Target.Name || action.Target.Name.Length == 0 || Latest.Target.Name.Length == 0);

    public FailedAction With(PlatformAction action, Instant at) =>
        new(at >= Last ? action : Latest, at < First ? at : First, at > Last ? at : Last, Sums.Saturating(Count, 1));
}
