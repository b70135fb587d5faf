using Windsock.FlowCollector.Cluster.Api;

namespace Windsock.FlowCollector.Cluster.Watching;

/// <summary>What to do after a failure: wait, then list, or go on with the watch where it was.</summary>
/// <param name="Relist">Null: no list needed.</param>
/// <param name="From">For the list.</param>
internal readonly record struct NextStep(TimeSpan Delay, RelistReason? Relist, ListFrom From);
