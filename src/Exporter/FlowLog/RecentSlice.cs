using System.Collections.Immutable;
using Windsock.Model.Identity;

namespace Windsock.Exporter.FlowLog;

/// <summary>What a reader of <see cref="RecentFlows"/> gets.</summary>
/// <param name="Batches">Oldest first.</param>
/// <param name="Skip">Flows at the beginning of the first batch that lie before the position asked for.</param>
/// <param name="Next">Where to go on.</param>
/// <param name="Lost">Flows between the position asked for and the first one here: they had made room.</param>
public sealed record RecentSlice(ImmutableArray<AttributedBatch> Batches, int Skip, long Next, long Lost);
