using System.Collections.Immutable;
using Windsock.Agent.Simulation.Truth;
using Windsock.Model.Tries;

namespace Windsock.Agent.Simulation.Reconciliation.Diagnoses;

/// <summary>The agent's diagnoses against the truth.</summary>
/// <param name="Rows">In the order in which the tries ended.</param>
internal sealed record DiagnosisReport(ImmutableArray<DiagnosisRow> Rows)
{
    /// <summary>The demonstration fails below it, for all causes together.</summary>
    public const double RecallFloor = 0.95;

    public static DiagnosisReport Empty { get; } = new([]);

    /// <summary>One per cause that is, or was said to be.</summary>
    public ImmutableArray<CauseScore> Scores =>
    [
        .. Enum.GetValues<FailureCause>().Select(PublicSpelling.Of)
            .Select(cause => new CauseScore(
                cause,
                Rows.Count(row => row.TrueCause == cause),
                Rows.Count(row => row.ToldCause == cause),
                Rows.Count(row => row.TrueCause == cause && row.IsRight),
                Rows.Count(row => row.ToldCause == cause && !row.IsRight && row.IsSure)))
            .Where(score => score.True + score.Told > 0),
    ];

    /// <summary>Share of failed tries whose cause the agent names; 1 when none failed.</summary>
    public double Recall => Rows.Count(row => row.TrueCause.Length > 0) is var failed and > 0
        ? (double)Rows.Count(row => row.TrueCause.Length > 0 && row.IsRight) / failed
        : 1;

    /// <summary>Share of right causes among those that the agent is sure of; 1 when it is sure of none.</summary>
    public double PrecisionOfSure => Rows.Count(row => row.IsSure) is var sure and > 0 ? (double)Rows.Count(row => row.IsSure && row.IsRight) / sure : 1;

    /// <summary>Whatever the agent is sure of is so, and it finds nearly all there is.</summary>
    public bool Holds => Recall >= RecallFloor && PrecisionOfSure >= 1;

    /// <summary>Failed tries by the truth, and others of which the agent says that they failed.</summary>
    public static DiagnosisReport Of(ImmutableArray<TrueTry> truth, IEnumerable<ToldTry> told)
    {
        var byPod = new Dictionary<string, ToldTry>(StringComparer.Ordinal);
        foreach (var one in told)
        {
            foreach (var uid in one.PodUids)
            {
                byPod[uid] = one;
            }
        }

        return new DiagnosisReport(
        [
            .. truth.Select(one => new DiagnosisRow(one, byPod.GetValueOrDefault(one.PodUids[0])))
                .Where(row => row.True.Reason is not null || row.Told?.Result == "failed"),
        ]);
    }
}
