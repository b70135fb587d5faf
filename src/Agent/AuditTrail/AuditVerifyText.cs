using System.Globalization;
using System.Text;
using Windsock.Agent.Cli;
using Windsock.Exporter.AuditTrail.Verifying;

namespace Windsock.Agent.AuditTrail;

/// <summary>What verifying found, for people.</summary>
internal static class AuditVerifyText
{
    public static string Of(TrailVerdict verdict)
    {
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"{(verdict.IsWhole ? "OK" : "BROKEN")}: {verdict.Records} records in {verdict.Files} files, {verdict.SealedFiles} of them sealed");
        text.Append(verdict.Records > 0 ? string.Create(CultureInfo.InvariantCulture, $"; records {verdict.First} to {verdict.Last}\n") : "\n");
        if (verdict.Head.Length > 0)
        {
            text.Append(CultureInfo.InvariantCulture, $"head {verdict.Head}\n");
        }

        if (verdict.Gaps > 0)
        {
            text.Append(CultureInfo.InvariantCulture, $"gaps {verdict.Gaps}: the agent itself recorded that {verdict.Missing} or more records are missing; 'windsock audit query --kind gap' shows when\n");
        }

        Append(text, "wrong", verdict.Problems);
        if (verdict.ProblemCount > verdict.Problems.Length)
        {
            text.Append(CultureInfo.InvariantCulture, $"and {verdict.ProblemCount - verdict.Problems.Length} more\n");
        }

        Append(text, "note", verdict.Notes);
        if (verdict.IsWhole && !verdict.IsKeyed)
        {
            text.Append("Without a key this proves that nobody changed a part of it; who can write here could have made all of it anew. Compare the head with one that is kept elsewhere (--expect-head).\n");
        }

        return text.ToString();
    }

    private static void Append(StringBuilder text, string word, IEnumerable<TrailProblem> problems)
    {
        foreach (var problem in problems)
        {
            var place = problem.File.Length == 0 ? "" : problem.Line == 0 ? $"{problem.File}: " : string.Create(CultureInfo.InvariantCulture, $"{problem.File}:{problem.Line}: ");
            text.Append(CultureInfo.InvariantCulture, $"{word} {SafeText.Of(place + problem.What)}\n");
        }
    }
}
