using System.Collections.Immutable;
using Windsock.Exporter.Prometheus;
using Windsock.Exporter.Prometheus.Cardinality;
using Windsock.Exporter.Prometheus.Platform;
using Windsock.Exporter.Tests.Prometheus.Calls;
using Windsock.Exporter.Tests.Prometheus.Platform;
using Windsock.Model.Calls;
using Windsock.Model.Connections;
using Windsock.Model.Flows;
using Windsock.Model.Identity;
using Windsock.Model.Platform;
using Windsock.Model.Tries;

namespace Windsock.Exporter.Tests.Prometheus.Cardinality;

/// <summary>Lets tasks do what their traffic says, one task after the other.</summary>
internal sealed class PlayedDags(PrometheusOptions options)
{
    private const int OtherKind = (int)PeerKind.Unknown;

    private readonly Scraper _scraper = new(options);
    private ulong _requests;

    /// <summary>Series of each family that is counted per task, as a reader of the page counts them.</summary>
    public async Task<ImmutableArray<long>> CountAsync()
    {
        var read = await _scraper.PeekAsync();
        return
        [
            .. MetricRegistry.TaskFamilies.Select(family => SeriesPerTask.WeightOf(family) == 1
                ? read.Of($"windsock_{family.Name}").LongCount()
                : read.Samples.LongCount(sample => sample.Name is var name && name.StartsWith($"windsock_{family.Name}_", StringComparison.Ordinal))),
        ];
    }

    public void Play(string dag, int tasks, TaskTraffic traffic)
    {
        for (var number = 0; number < tasks; number++)
        {
            var task = Some.TaskPod(dag, $"task_{number}", account: "etl-sa");
            PlayPeers(task, traffic);
            PlayTroubles(task, traffic);
            PlayNames(task, traffic);
            PlayRequests(task, traffic);
            PlayPlatform(task, traffic);
            _scraper.Connections.Observe(new TryStory
            {
                Id = "0123456789abcdef",
                Try = task.Try!,
                Result = TryResult.Succeeded,
                EndedAt = Some.Noon,
                Evidence = new TryEvidence(0, false, false, true, 10),
                Causes = [],
            });
        }
    }

    private static IEnumerable<FlowAttribution> Sides(Owner task, Peer peer, TaskTraffic traffic) =>
        traffic.Serves ? [Some.FromClient(task, peer), Some.FromServer(task, peer)] : [Some.FromClient(task, peer)];

    private static Peer PeerOf(int number, TaskTraffic traffic) => new((PeerKind)(number % traffic.KindsOfPeer), $"ns/peer-{number}");

    private void PlayPeers(Owner task, TaskTraffic traffic)
    {
        for (var number = 0; number < traffic.Peers; number++)
        {
            foreach (var side in Sides(task, PeerOf(number, traffic), traffic))
            {
                _scraper.Flows.Observe(Some.Batch(Some.Syn(), side));
                _scraper.Connections.Observe(Some.Connection(side) with { SetupTime = TimeSpan.FromMilliseconds(2) });
            }
        }
    }

    /// <summary>Each is a denial by the same policy of another kind of peer.</summary>
    private void PlayTroubles(Owner task, TaskTraffic traffic)
    {
        for (var number = 0; traffic.Peers > 0 && number < traffic.Troubles; number++)
        {
            // A name that is known already: a trouble is no further peer.
            foreach (var side in Sides(task, new Peer((PeerKind)(OtherKind - number), "ns/peer-0"), traffic))
            {
                _scraper.Flows.Observe(Some.Batch(Some.Flow(Verdict.Dropped, reason: DropReason.PolicyDenied, flags: TcpFlags.Syn), side));
                _scraper.Connections.Observe(Some.Connection(side, ConnectionOutcome.Denied));
            }
        }
    }

    private void PlayNames(Owner task, TaskTraffic traffic)
    {
        if (traffic.Peers == 0)
        {
            return;
        }

        var server = Some.FromClient(task, PeerOf(0, traffic));
        _scraper.Flows.Observe(Some.Batch(Some.Flow(protocol: L4Protocol.Udp), server));
        for (var code = 0U; code < traffic.DnsCodes; code++)
        {
            _scraper.Flows.Observe(Some.Batch(Some.Flow(protocol: L4Protocol.Udp, l7: Some.DnsAnswer(code)), server));
        }
    }

    private void PlayRequests(Owner task, TaskTraffic traffic)
    {
        if (traffic.Peers == 0)
        {
            return;
        }

        foreach (var side in Sides(task, PeerOf(0, traffic), traffic))
        {
            if (traffic.HasMesh)
            {
                PlayCall(side, SomeCall.Http(ReporterOf(side)) with { Protocol = CallProtocol.Tcp });
            }

            for (var number = 0; number < traffic.Requests; number++)
            {
                if (traffic.HasMesh)
                {
                    PlayCall(side, SomeCall.Http(ReporterOf(side), (ushort)(200 + number)));
                }
                else
                {
                    _scraper.Flows.Observe(Some.Batch(Some.Flow(l7: Some.Response((uint)(200 + number))), side));
                }
            }
        }
    }

    private void PlayPlatform(Owner task, TaskTraffic traffic)
    {
        // Crossplane comes first, so that it is among them when there are claims.
        PlatformSystem[] systems = [PlatformSystem.Crossplane, .. Enum.GetValues<PlatformSystem>().Where(system => system != PlatformSystem.Crossplane)];
        foreach (var system in systems.Skip(traffic.HasClaims ? 0 : 1).Take(traffic.AskedSystems))
        {
            for (var number = 0; number < traffic.Actions + traffic.Troubles; number++)
            {
                var outcome = number < traffic.Actions ? ActionOutcome.Succeeded : ActionOutcome.Denied;
                _scraper.Platform.Observe(SomeAction.Of(task, system, PlatformLabels.Verbs[number % PlatformLabels.Verbs.Length], outcome));
            }
        }

        for (var number = 0; number < traffic.CloudCalls; number++)
        {
            _scraper.Platform.Observe(SomeAction.CloudCall(task, (ActionOutcome)number));
        }

        if (traffic.HasStateLocks)
        {
            _scraper.Platform.Observe(SomeAction.Waited(task));
            _scraper.Platform.Observe(SomeAction.Released(task));
        }

        if (traffic.HasClaims)
        {
            _scraper.Platform.Observe(SomeAction.Ready(task));
        }

        if (traffic.HasClaims && traffic.Troubles > 0)
        {
            _scraper.Platform.Observe(SomeAction.Troubled(task, "credentials"));
        }
    }

    private void PlayCall(FlowAttribution side, Call call)
    {
        _requests++;
        _scraper.Flows.Observe(SomeCall.Of(side, call with { RequestId = new FlowId(1, _requests), ClientPort = (ushort)(1_024 + (_requests % 60_000)) }));
    }

    private static CallReporter ReporterOf(FlowAttribution side) => side.Client.IsTask ? CallReporter.Client : CallReporter.Server;
}
