using FsCheck;
using FsCheck.Fluent;
using Windsock.Exporter.Prometheus;
using Windsock.Model.Connections;
using Windsock.Model.Identity;
using Windsock.Model.Tries;

namespace Windsock.Exporter.Tests.Prometheus.Connections;

/// <summary>Budgets fold tasks and peers and nothing else: summed over them, every other label is as a plain count has it.</summary>
public class ConnectionBudgetTests
{
    private static readonly string[] Families =
    [
        "windsock_connections_total", "windsock_connections_would_be_denied_total", "windsock_connection_setup_seconds_count",
        "windsock_peer_connections_total", "windsock_task_tries_total", "windsock_task_try_failures_total",
    ];

    [Fact]
    public void Every_label_but_task_and_peer_sums_as_a_plain_count_does_under_any_budget() =>
        Prop.ForAll<int[], byte, byte>((seeds, perDag, perFamily) =>
        {
            var scraper = new Scraper(new PrometheusOptions { SeriesPerDag = 1 + (perDag % 40), SeriesPerFamily = 1 + (perFamily % 120), PeersPerTask = 1 + (perDag % 3) });
            var plain = new PlainCount();
            Play(scraper, plain, seeds);
            return plain.Equals(scraper.PeekAsync().GetAwaiter().GetResult());
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void What_expired_is_missing_and_nothing_else() =>
        Prop.ForAll<int[], int[], byte>((first, second, perDag) =>
        {
            var scraper = new Scraper(new PrometheusOptions { SeriesPerDag = 1 + (perDag % 40), SeriesPerFamily = 80, PeersPerTask = 2, SeriesTtl = TimeSpan.FromMinutes(1) });
            var plain = new PlainCount();
            Play(scraper, plain, first);
            var shown = scraper.ScrapeAsync().GetAwaiter().GetResult();
            scraper.Time.Advance(TimeSpan.FromMinutes(2));
            scraper.Observe(Some.Batch());
            var left = scraper.PeekAsync().GetAwaiter().GetResult();
            foreach (var gone in shown.Samples.Where(sample => left.Value(sample.Name, [.. sample.Labels]) is null))
            {
                plain.Add(gone, -1);
            }

            Play(scraper, plain, second);
            return plain.Equals(scraper.PeekAsync().GetAwaiter().GetResult());
        }).QuickCheckThrowOnFailure();

    /// <summary>Turns numbers into connections and tries of a few DAGs, tasks and peers.</summary>
    private static void Play(Scraper scraper, PlainCount plain, int[] seeds)
    {
        foreach (var seed in seeds.Select(seed => seed & 0xFFFFF))
        {
            var owner = Some.TaskPod($"dag{seed % 7}", $"task{seed % 11}");
            var peer = new Peer((PeerKind)(seed % 5), $"peer{seed % 13}");
            var connection = Some.Connection(seed % 3 == 0 ? Some.FromServer(owner, peer) : Some.FromClient(owner, peer), (ConnectionOutcome)(seed % 7)) with
            {
                WouldBeDenied = seed % 4 == 0,
                SetupTime = seed % 2 == 0 ? TimeSpan.FromMilliseconds(seed % 900) : null,
            };
            var story = new TryStory
            {
                Id = "0123456789abcdef",
                Try = owner.Try!,
                Result = (TryResult)(seed % 4),
                Evidence = new TryEvidence(0, false, false, true, 1),
                Causes = [.. Enumerable.Range(seed, seed % 3).Select(i => new Diagnosis { Cause = (FailureCause)(i % 14), Confidence = Confidence.Low, Sentence = "x", Retry = RetryAdvice.Unknown })],
            };
            scraper.Connections.Observe(connection);
            scraper.Connections.Observe(story);
            plain.Count(connection, seed % 3 == 0 ? "ingress" : "egress", peer.Kind.ToString().ToLowerInvariant());
            plain.Count(story);
        }
    }

    /// <summary>The same numbers without tables, budgets and cells.</summary>
    private sealed class PlainCount
    {
        private readonly Dictionary<string, double> _sums = new(StringComparer.Ordinal);

        public void Count(Connection connection, string direction, string kind)
        {
            Add($"windsock_connections_total direction={direction} outcome={connection.Outcome.ToString().ToLowerInvariant()} peer_kind={kind}", 1);
            Add("windsock_peer_connections_total", 1);
            Add($"windsock_connections_would_be_denied_total direction={direction} peer_kind={kind}", connection.WouldBeDenied ? 1 : 0);
            Add($"windsock_connection_setup_seconds_count direction={direction}", connection.SetupTime is null ? 0 : 1);
        }

        public void Count(TryStory story)
        {
            if (story.Result == TryResult.Running)
            {
                return;
            }

            Add($"windsock_task_tries_total result={story.Result.ToString().ToLowerInvariant()}", 1);
            if (story.Result == TryResult.Failed)
            {
                Add($"windsock_task_try_failures_total cause={TryNames.Of(story.Causes.IsEmpty ? FailureCause.NoneSeen : story.Causes[0].Cause)}", 1);
            }
        }

        public void Add(ParsedSample sample, int sign)
        {
            if (Families.Contains(sample.Name, StringComparer.Ordinal))
            {
                var labels = sample.Labels.Where(label => label.Name is not ("namespace" or "dag_id" or "task_id" or "peer")).Select(label => $" {label.Name}={label.Value}");
                Add(sample.Name + string.Concat(labels), sign * sample.Value);
            }
        }

        public bool Equals(ParsedExposition read)
        {
            var counted = new PlainCount();
            foreach (var sample in read.Samples)
            {
                counted.Add(sample, 1);
            }

            return _sums.Keys.Union(counted._sums.Keys).All(key => _sums.GetValueOrDefault(key) == counted._sums.GetValueOrDefault(key));
        }

        private void Add(string key, double count) => _sums[key] = _sums.GetValueOrDefault(key) + count;
    }
}
