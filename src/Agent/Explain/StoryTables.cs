using System.Collections.Immutable;
using System.Globalization;
using Spectre.Console;
using Windsock.Agent.Cli;
using Windsock.Agent.Tries;

namespace Windsock.Agent.Explain;

/// <summary>What a story rests on: pods, peers, timeline.</summary>
internal static class StoryTables
{
    /// <summary>More peers than fit a screen hide the few that matter; those come first.</summary>
    private const int PeersShown = 20;

    /// <summary>A try is explained by how it began and, more so, by how it ended.</summary>
    private const int FirstLinesShown = 10;

    private const int LastLinesShown = 40;

    public static void Write(StoryPage page, TryDocument story)
    {
        WritePods(page, story);
        WritePeers(page, story);
        WriteTimeline(page, story);
    }

    private static void WritePods(StoryPage page, TryDocument story)
    {
        if (!story.Pods.IsEmpty)
        {
            page.Heading("Pods").Table(
                [
                    new("POD", pod => pod.Name, ColumnKind.Name),
                    new("ROLE", pod => pod.Role == "none" ? "" : pod.Role, ColumnKind.Name),
                    new("NODE", pod => pod.Node, ColumnKind.Name),
                    new("STATE", StateOf, ColumnKind.Prose) { Look = pod => pod.ExitCode is > 0 ? RenderedText.Bad : null },
                ],
                story.Pods);
        }
    }

    private static void WritePeers(StoryPage page, TryDocument story)
    {
        if (story.Peers.IsEmpty)
        {
            return;
        }

        ImmutableArray<Column<PeerDocument>> names =
        [
            new("PEER", peer => peer.Name, ColumnKind.Name),
            new("PORT", peer => peer.Port == 0 ? peer.Protocol : string.Create(CultureInfo.InvariantCulture, $"{peer.Port}/{peer.Protocol}"), ColumnKind.Name),
            new("DIRECTION", peer => peer.Direction, ColumnKind.Name),
        ];
        ImmutableArray<PeerDocument> shown = [.. story.Peers.OrderBy(Ease).Take(PeersShown)];
        page.Heading("Peers").Table(
            [
                .. names,
                new("FIRST", peer => TimeWords.Short(peer.FirstSeen, story.StartedAt), ColumnKind.Name),
                new("LAST", peer => TimeWords.Short(peer.LastSeen, story.StartedAt), ColumnKind.Name),
                new("CONNECTIONS", ConnectionsOf, ColumnKind.Detail) { Look = LookOf },
                new("HTTP", HttpOf, ColumnKind.Detail),
            ],
            [
                .. names,
                new("CONNECTIONS", peer => ConnectionsOf(peer) + (peer.Http.Count > 0 ? $"; HTTP {HttpOf(peer)}" : ""), ColumnKind.Prose) { Look = LookOf },
            ],
            shown);
        if (shown.Length < story.Peers.Length)
        {
            page.Note(string.Create(CultureInfo.InvariantCulture, $"... and {story.Peers.Length - shown.Length} more; -o json has them all"));
        }
    }

    private static void WriteTimeline(StoryPage page, TryDocument story)
    {
        if (story.Timeline.IsEmpty)
        {
            return;
        }

        var (anchor, title) = story.EndedAt is { } end ? (end, "TO END") : (story.StartedAt ?? default, "FROM START");
        ImmutableArray<Column<EventDocument>> columns =
        [
            new("TIME", line => TimeWords.Short(line.At, story.StartedAt), ColumnKind.Name) { Look = _ => RenderedText.Dim },
            new(title, line => line.At is { } at && anchor != default ? TimeWords.Offset(at, anchor) : "", ColumnKind.Number),
            new("WHAT", line => line.Text + (line.Count > 1 ? string.Create(CultureInfo.InvariantCulture, $" ({line.Count} times)") : ""), ColumnKind.Prose)
            {
                Look = line => line.Kind switch { "denied" or "action_failed" => RenderedText.Bad, "evidence_lost" => RenderedText.Doubtful, _ => null },
            },
        ];
        page.Heading("Timeline").Table(columns, Shortened(story.Timeline));
    }

    private static ImmutableArray<EventDocument> Shortened(ImmutableArray<EventDocument> timeline)
    {
        var hidden = timeline.Length - FirstLinesShown - LastLinesShown;
        return hidden <= 1
            ? timeline
            :
            [
                .. timeline[..FirstLinesShown],
                new EventDocument
                {
                    At = null, Kind = "", Count = 1, Text = string.Create(CultureInfo.InvariantCulture, $"... {hidden} lines between; -o json has them all"),
                },
                .. timeline[^LastLinesShown..],
            ];
    }

    private static string StateOf(PodDocument pod) => string.Join(", ", new[]
    {
        pod.Phase,
        pod.ExitCode is { } code ? string.Create(CultureInfo.InvariantCulture, $"exit code {code}") : "",
        pod.Reason,
    }.Where(part => part.Length > 0));

    private static string ConnectionsOf(PeerDocument peer) => string.Join(", ", new[]
    {
        string.Join(", ", peer.Outcomes.Select(outcome => string.Create(CultureInfo.InvariantCulture, $"{outcome.Value} {outcome.Key}"))),
        peer.WouldBeDenied > 0 ? string.Create(CultureInfo.InvariantCulture, $"{peer.WouldBeDenied} would be denied") : "",
        peer.Retries > 0 ? string.Create(CultureInfo.InvariantCulture, $"{peer.Retries} retried") : "",
    }.Where(part => part.Length > 0));

    /// <summary>0 for peers with denials, 1 for other trouble, 2 for the rest.</summary>
    private static int Ease(PeerDocument peer) =>
        peer.Outcomes.ContainsKey("denied") ? 0
        : peer.Outcomes.Keys.Any(outcome => outcome is not ("established" or "unknown")) || peer.Http.ContainsKey("5xx") ? 1
        : 2;

    private static Style? LookOf(PeerDocument peer) => Ease(peer) switch { 0 => RenderedText.Bad, 1 => RenderedText.Doubtful, _ => null };

    private static string HttpOf(PeerDocument peer) => string.Join(", ", peer.Http
        .Select(code => string.Create(CultureInfo.InvariantCulture, $"{code.Key}: {code.Value}")));
}
