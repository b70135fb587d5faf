using Windsock.Evaluation.Traces;

namespace Windsock.Evaluation.Scoring;

/// <summary>A way of finding what is wrong, that is to be measured. One trace, one thread.</summary>
internal interface IContestant : ITraceReader
{
    string Name { get; }

    /// <summary>Rules that it has; the others are not held against it.</summary>
    IReadOnlyCollection<string> Covers { get; }

    /// <summary>All it has said so far, in the order in which it was said.</summary>
    IReadOnlyList<Report> Reports { get; }
}
