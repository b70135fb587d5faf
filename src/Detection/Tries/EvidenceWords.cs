using System.Globalization;
using Windsock.Model.Tries;

namespace Windsock.Detection.Tries;

/// <summary>How complete the evidence about a try is, in words.</summary>
internal static class EvidenceWords
{
    public const string Complete = "complete";

    /// <summary><c>complete</c>, or <c>at least: 120 events were lost meanwhile, its start was not seen</c>.</summary>
    public static string Of(TryEvidence evidence) => evidence.IsComplete ? Complete : "at least: " + string.Join(", ", new[]
    {
        evidence.LostEvents == 0 ? "" : string.Create(CultureInfo.InvariantCulture, $"{evidence.LostEvents} events were lost meanwhile"),
        evidence.HasGap ? "there was a gap of unknown size" : "",
        evidence.IsTruncated ? "there was more than is kept" : "",
        evidence.SawStart ? "" : "its start was not seen",
    }.Where(part => part.Length > 0));
}
