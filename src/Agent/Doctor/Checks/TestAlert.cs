using System.Security.Cryptography;
using System.Text;
using Windsock.Model.Alerts;
using Windsock.Model.Findings;
using Windsock.Model.Flows;

namespace Windsock.Agent.Doctor.Checks;

/// <summary>An alert about nothing, which says so in its name, its cause and its sentence. Critical, so that every receiver wants it.</summary>
internal static class TestAlert
{
    public const string Rule = "doctor_test";

    private const string Mend = "Nothing: somebody has tried with 'windsock doctor --send-test-alert' whether alerts arrive.";

    /// <param name="node">That it was sent from.</param>
    public static Alert Firing(string node, Instant now)
    {
        var summary = $"TEST: this is a test alert of windsock doctor, sent from node {node}. Nothing is wrong.";
        var finding = new Finding
        {
            Rule = Rule,
            Severity = Severity.Critical,
            Subject = new FindingSubject("", "", "", "windsock doctor"),
            Cause = "test",
            Summary = summary,
            Mend = Mend,
            Evidence = "complete",
            IsComplete = true,
            Since = now,
            At = now,
        };
        return new Alert
        {
            Fingerprint = FingerprintOf(node, now),
            Revision = 1,
            State = AlertState.Firing,
            Rule = Rule,
            Cause = "test",
            Severity = Severity.Critical,
            Summary = summary,
            Mend = Mend,
            Members = [finding],
            MemberCount = 1,
            FindingCount = 1,
            StartsAt = now,
            At = now,
        };
    }

    public static Alert Resolved(Alert firing, Instant now) => firing with
    {
        Revision = firing.Revision + 1,
        State = AlertState.Resolved,
        EndsAt = now,
        At = now,
        ResolvedBecause = "it was a test",
    };

    /// <summary>A new one for each test: two of them must not be taken for one message that comes twice.</summary>
    private static string FingerprintOf(string node, Instant now) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{Rule}\n{node}\n{now.UnixNanoseconds}")))[..16];
}
