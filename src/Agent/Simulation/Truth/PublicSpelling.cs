using System.Text;
using Windsock.Model.Calls;
using Windsock.Model.Connections;
using Windsock.Model.Flows;
using Windsock.Model.Platform;
using Windsock.Model.Tries;

namespace Windsock.Agent.Simulation.Truth;

/// <summary>Label values as DESIGN words them, spelled here a second time on purpose: the truth borrows nothing from what it checks.</summary>
internal static class PublicSpelling
{
    public static string Of(Verdict verdict) => verdict == Verdict.Unknown ? "verdict_unknown" : Snake(verdict.ToString());

    public static string Of(DropReason reason) => reason == DropReason.Unknown ? "drop_reason_unknown" : Snake(reason.ToString());

    public static string Of(ConnectionOutcome outcome) => Snake(outcome.ToString());

    public static string Of(FailureCause cause) => Snake(cause.ToString());

    public static string Of(TryResult result) => Snake(result.ToString());

    public static string Of(PlatformSystem system) => Snake(system.ToString());

    public static string Of(ActionOutcome outcome) => Snake(outcome.ToString());

    public static string Of(CloudHostKind kind) => Snake(kind.ToString());

    public static string Of(TlsMode mode) => Snake(mode.ToString());

    public static string Of(L4Protocol protocol) => protocol.ToString().ToLowerInvariant();

    public static string OfRcode(int rcode) => rcode switch
    {
        0 => "noerror",
        2 => "servfail",
        3 => "nxdomain",
        5 => "refused",
        _ => "other",
    };

    private static string Snake(string name)
    {
        var text = new StringBuilder();
        foreach (var character in name)
        {
            text.Append(char.IsAsciiLetterUpper(character) && text.Length > 0 ? "_" : "").Append(char.ToLowerInvariant(character));
        }

        return text.ToString();
    }
}
