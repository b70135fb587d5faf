namespace Windsock.Agent.Simulation.Reconciliation.Diagnoses;

/// <summary>How well one cause is told, over any number of tries and demonstrations.</summary>
/// <param name="Cause">Label value.</param>
/// <param name="True">Failed tries whose true cause it is.</param>
/// <param name="Told">Tries of which the agent says that it is the cause.</param>
/// <param name="Right">Both.</param>
/// <param name="SureAndWrong">Said with high confidence and wrong.</param>
internal sealed record CauseScore(string Cause, int True, int Told, int Right, int SureAndWrong)
{
    /// <summary>Share of what was found among what is there; 1 when nothing is.</summary>
    public double Recall => True == 0 ? 1 : (double)Right / True;

    /// <summary>Share of what is right among what was said; 1 when nothing was.</summary>
    public double Precision => Told == 0 ? 1 : (double)Right / Told;
}
