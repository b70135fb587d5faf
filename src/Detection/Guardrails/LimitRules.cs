using System.Globalization;
using Windsock.Model.Findings;
using Windsock.Model.Flows;
using Windsock.Model.Identity;
using Windsock.Model.Tries;

namespace Windsock.Detection.Guardrails;

/// <summary>Holds what a try has done so far against the limits. Pure.</summary>
internal static class LimitRules
{
    /// <summary>Null: it is within the limit, as far as was seen.</summary>
    public static Violation? Judge(TryStory story, Guardrail guardrail, TryLimit limit, IReadOnlyList<PeerView> peers, Instant now)
    {
        var seen = Seen(story, limit.Kind, peers, now);
        if (seen <= limit.Most)
        {
            return null;
        }

        var task = $"{story.Try.Task.DagId}.{story.Try.Task.TaskId}";
        var (name, done) = Words(limit.Kind);
        var measure = new Measure(name, Text(limit.Kind, seen), $"at most {Text(limit.Kind, limit.Most)}");
        return new Violation(
            guardrail,
            $"limits.{name}",
            limit.Source,
            $"One try of {task} {done} {Amount(limit.Kind, seen)}, and guardrail {guardrail.Name} allows {Text(limit.Kind, limit.Most)} ({limit.Source})",
            $"Find out why {task} does so much more than was planned. If that is as it should be, raise the limit at {limit.Source}.")
        {
            Measures = [measure],
            Since = story.StartedAt,
        };
    }

    private static long Seen(TryStory story, LimitKind kind, IReadOnlyList<PeerView> peers, Instant now)
    {
        var called = peers.Where(peer => peer.IsEgress && !peer.IsNameLookup);
        switch (kind)
        {
            case LimitKind.Connections:
                return called.Sum(peer => (long)peer.Connections);
            case LimitKind.Peers:
                return called.Where(peer => !peer.IsUnknown && peer.HasOutcome).DistinctBy(peer => (peer.Peer.Kind, peer.Peer.Name)).LongCount();
            case LimitKind.Denials:
                return called.Sum(peer => (long)peer.Denied);
            default:
                var until = story.EndedAt.IsMissing ? now : story.EndedAt;
                return story.StartedAt.IsMissing || until <= story.StartedAt ? 0 : (long)until.Since(story.StartedAt).TotalSeconds;
        }
    }

    private static (string Name, string Done) Words(LimitKind kind) => kind switch
    {
        LimitKind.Connections => ("connections", "opened"),
        LimitKind.Peers => ("peers", "called"),
        LimitKind.Denials => ("denials", "had"),
        _ => ("duration", "has lasted"),
    };

    private static string Amount(LimitKind kind, long amount) => kind switch
    {
        LimitKind.Connections => $"{Text(kind, amount)} {(amount == 1 ? "connection" : "connections")}",
        LimitKind.Peers => $"{Text(kind, amount)} {(amount == 1 ? "peer" : "peers")}",
        LimitKind.Denials => $"{Text(kind, amount)} {(amount == 1 ? "connection" : "connections")} stopped by the network",
        _ => Text(kind, amount),
    };

    /// <summary>Durations as they are written in the file, without more detail than two units.</summary>
    private static string Text(LimitKind kind, long amount)
    {
        if (kind != LimitKind.Duration)
        {
            return amount.ToString(CultureInfo.InvariantCulture);
        }

        var (days, hours, minutes, seconds) = (amount / 86_400, amount / 3_600 % 24, amount / 60 % 60, amount % 60);
        var parts = new[] { (days, "d"), (hours, "h"), (minutes, "m"), (seconds, "s") }.SkipWhile(part => part.Item1 == 0).Take(2).Where(part => part.Item1 > 0);
        var text = string.Concat(parts.Select(part => part.Item1.ToString(CultureInfo.InvariantCulture) + part.Item2));
        return text.Length == 0 ? "0s" : text;
    }
}
