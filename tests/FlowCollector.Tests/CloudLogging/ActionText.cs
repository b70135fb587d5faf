using System.Globalization;
using Windsock.Model.Platform;

namespace Windsock.FlowCollector.Tests.CloudLogging;

/// <summary>An action for the eye: a line for everything that is told.</summary>
internal static class ActionText
{
    public static string Of(PlatformAction action) => string.Join('\n', Lines(action).Where(line => line.Value.Length > 0).Select(line => $"{line.Name}: {line.Value}"));

    private static IEnumerable<(string Name, string Value)> Lines(PlatformAction action) =>
    [
        ("what", $"{PlatformNames.Of(action.System)} {action.Verb} {action.Target}"),
        ("project or namespace", action.Target.Namespace),
        ("came of it", $"{PlatformNames.Of(action.Outcome)} {action.Code.ToString(CultureInfo.InvariantCulture)} {action.Reason}".TrimEnd()),
        ("message", action.Message),
        ("decision", action.DecisionReason),
        ("who", action.Caller.Username),
        ("through", string.Join(" > ", action.Caller.Delegates)),
        ("with", action.Caller.LongLivedCredential),
        ("from", action.Caller.SourceIp.ToString()),
        ("agent", action.UserAgent),
        ("at", action.At.ToString()),
        ("until", action.EndedAt.IsMissing ? "" : action.EndedAt.ToString()),
        ("trace", action.TraceId),
        ("gaps", action.Gaps == ActionGaps.None ? "" : action.Gaps.ToString()),
        ("marks", string.Join(", ", action.Marks.OrderBy(mark => mark.Key, StringComparer.Ordinal).Select(mark => $"{mark.Key}={mark.Value}"))),
        ("source", $"{action.Source} {action.Id}"),
    ];
}
