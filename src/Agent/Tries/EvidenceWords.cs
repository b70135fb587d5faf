using System.Globalization;
using Windsock.Model.Tries;

namespace Windsock.Agent.Tries;

/// <summary>How complete the evidence about a try is, in a few words.</summary>
internal static class EvidenceWords
{
    /// <summary><c>complete</c>, or <c>incomplete: 12 events lost, start missed</c>.</summary>
    public static string Short(TryEvidence evidence) => evidence.IsComplete ? "complete" : "incomplete: " + string.Join(", ", new[]
    {
        evidence.LostEvents == 0 ? "" : string.Create(CultureInfo.InvariantCulture, $"{evidence.LostEvents} events lost"),
        evidence.HasGap ? "a gap of unknown size" : "",
        evidence.IsTruncated ? "more than is kept" : "",
        evidence.SawStart ? "" : "start missed",
    }.Where(part => part.Length > 0));
}
