using Windsock.Model.Flows;
using Windsock.Model.Identity;

namespace Windsock.Evaluation.Traces.Clusters;

/// <summary>What one task usually does.</summary>
internal sealed class TaskPlan
{
    public required TaskKey Key { get; init; }

    public required List<PeerUse> Uses { get; init; }

    /// <summary>Median, in seconds.</summary>
    public required double Duration { get; init; }

    /// <summary>Of a try that fails by itself, for a reason of the network or none.</summary>
    public required double FailureRate { get; init; }

    public required int MaxTries { get; init; }

    /// <summary>Mapped instances of each run; 0 when it is not mapped.</summary>
    public required int MapCount { get; init; }

    /// <summary>Its resolver tries the search path first (<c>ndots:5</c>): four questions for one name outside, three answered NXDOMAIN.</summary>
    public required bool SearchesPath { get; init; }

    /// <summary>Reverse look-ups in each run, as log analysis does them.</summary>
    public required int ReverseLookups { get; init; }

    /// <summary>Objects of a bucket store that are asked for by a host name of their own, of a handful.</summary>
    public required int Buckets { get; init; }

    /// <summary>Of load that all uses of a run share.</summary>
    public required double LoadSpread { get; init; }

    /// <summary>Lasting changes of load by deploys, oldest first.</summary>
    public List<(Instant From, double Factor)> LoadSteps { get; } = [];

    public double UsualConnections => Uses.Sum(use => use.UsualConnections);

    public double UsualSentBytes => Uses.Sum(use => use.UsualSentBytes);

    public double StepAt(Instant at)
    {
        var factor = 1.0;
        foreach (var step in LoadSteps)
        {
            factor *= step.From <= at ? step.Factor : 1;
        }

        return factor;
    }
}
