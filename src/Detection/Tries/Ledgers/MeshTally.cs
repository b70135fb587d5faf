using Windsock.Detection.Diagnosis.Mesh;
using Windsock.Model.Calls;
using Windsock.Model.Flows;

namespace Windsock.Detection.Tries.Ledgers;

/// <summary>How often calls to a peer failed in one way, and when; the ids are those of the latest.</summary>
/// <param name="Code">HTTP status; 0 when there was none.</param>
internal sealed record MeshTally(
    MeshFailure Failure, ushort Code, ResponseFlags Flags, Instant First, Instant Last, int Count, FlowId RequestId, FlowId TraceId)
{
    public static MeshTally Of(in Call call, MeshFailure failure, Instant at) =>
        new(failure, call.Code, call.Flags, at, at, Math.Max(1, call.Count), call.RequestId, call.TraceId);

    /// <summary>Adds to the tally of the same failure. Past <paramref name="max"/>, it takes the place of the one that is longest ago.</summary>
    public static void Add(List<MeshTally> tallies, MeshTally added, int max)
    {
        var index = tallies.FindIndex(tally => tally.Failure == added.Failure && tally.Code == added.Code);
        if (index >= 0)
        {
            tallies[index] = tallies[index].With(added);
            return;
        }

        if (tallies.Count == max)
        {
            tallies.Remove(tallies.MinBy(tally => tally.Last)!);
        }

        tallies.Add(added);
    }

    private MeshTally With(MeshTally other)
    {
        var latest = other.Last > Last ? other : this;
        return latest with { First = other.First < First ? other.First : First, Count = Sums.Saturating(Count, other.Count), Flags = Flags | other.Flags };
    }
}
