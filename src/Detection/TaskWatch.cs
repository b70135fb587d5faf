using System.Collections.Immutable;
using Windsock.Detection.Alerting;
using Windsock.Detection.Anomalies;
using Windsock.Detection.Connections;
using Windsock.Detection.Mesh;
using Windsock.Detection.Platform;
using Windsock.Detection.Platform.Identities;
using Windsock.Detection.Tries;
using Windsock.Model.Calls;
using Windsock.Model.Connections;
using Windsock.Model.Flows;
using Windsock.Model.Identity;
using Windsock.Model.Metrics;
using Windsock.Model.Platform;
using Windsock.Model.Tries;

namespace Windsock.Detection;

/// <summary>The branch of the data path that knows tasks: makes connections of flow events, keeps the ledgers of tries, and says why
/// tries failed. One thread at a time, that of its branch; only the numbers about itself may be read by any. It never throws for
/// what it is told, and keeps a bounded amount of it.</summary>
public sealed class TaskWatch : ITaskObserver, ICallConsumer, IPlatformConsumer, IMetricSource
{
    /// <summary>Pairs of DAG and service account that are remembered.</summary>
    public const int MaxIdentities = IdentityMap.DefaultMaxRows;

    private readonly ConnectionTracker _tracker;
    private readonly TryBook _book;
    private readonly MeshWatch _mesh;
    private readonly AnomalyWatch _anomalies;
    private readonly PlatformWatch _platform;
    private readonly HttpAnswers _answers;
    private readonly IdentitiesPart _identities;
    private readonly AlertBook? _alerts;

    /// <param name="options">Not to be changed any more.</param>
    /// <param name="connections">Told of every connection, after the ledgers.</param>
    /// <param name="tries">Told of every try that has ended, once; again only when its result or its causes have changed since.</param>
    /// <param name="mesh">Told of what the mesh shows about tasks; null: nobody is.</param>
    /// <param name="surroundings">What detection has beside what it sees; null: nothing.</param>
    /// <param name="ended">Told of every try that has ended before the others are; null: nobody asks Airflow.</param>
    public TaskWatch(
        DetectionOptions options,
        IReadOnlyList<IConnectionObserver> connections,
        IReadOnlyList<ITryObserver> tries,
        IEndedTryObserver? ended = null,
        IReadOnlyList<IMeshObserver>? mesh = null,
        DetectionSurroundings? surroundings = null)
    {
        surroundings ??= new DetectionSurroundings();
        _alerts = surroundings.Alerts;
        var relay = new Relay(connections);
        _tracker = new ConnectionTracker(options.Connections, relay, relay, surroundings.PlatformOptions.Claims.ProviderNamespaces);
        _answers = new HttpAnswers(_tracker);
        _anomalies = new AnomalyWatch(options, surroundings, sighting => _platform!.Observe(sighting));
        _book = new TryBook(options.Tries, options.Connections.ClusterDomain, _tracker, tries, ended, _anomalies);
        relay.Book = _book;
        var parts = PlatformParts.Of(surroundings.PlatformOptions, surroundings);
        _identities = parts.OfType<IdentitiesPart>().Single();
        _platform = new PlatformWatch(
            parts,
            [_book, .. surroundings.Platform],
            _alerts is null ? surroundings.Findings : [.. surroundings.Findings, _alerts]);
        relay.Platform = _platform;
        _mesh = new MeshWatch([.. mesh ?? [], _anomalies], _platform.Observe);
        Families = [.. _tracker.Counts.Families, .. _book.Counts.Families, .. _anomalies.Families];
    }

    public string Name => "tries";

    public ImmutableArray<MetricFamily> Families { get; }

    /// <summary>Tries that run, or are not reported yet; for any thread, as is <see cref="KeptTries"/>.</summary>
    public int OpenTries => _book.Counts.Open;

    /// <summary>Ended tries that can be asked about.</summary>
    public int KeptTries => _book.Counts.Kept;

    public void Observe(AttributedBatch batch)
    {
        var flows = batch.Flows;
        var attributions = batch.Attributions;
        var receivedAt = batch.Batch.ReceivedAt;
        for (var index = 0; index < flows.Length; index++)
        {
            // Flow by flow: names that one look-up gave are known to the next request, and a connection is written into the ledger
            // that its own flows have opened.
            _tracker.Observe(flows[index], attributions[index], receivedAt);
            _book.Observe(flows[index], attributions[index], receivedAt);
            if (flows[index].L7 is HttpRecord && _answers.Read(flows[index], attributions[index], receivedAt) is { } answer)
            {
                _platform.Observe(answer);
            }

            _anomalies.Observe(attributions[index].Client, flows[index].ClientIsSource ? flows[index].Source : flows[index].Destination, receivedAt);
            _anomalies.Observe(attributions[index].Server, flows[index].ClientIsSource ? flows[index].Destination : flows[index].Source, receivedAt);
        }

        _anomalies.ObserveSight(batch.Batch.Source, batch.Count);
    }

    public void Observe(AttributedCalls calls)
    {
        var attributions = calls.Attributions;
        for (var index = 0; index < attributions.Length; index++)
        {
            _book.Observe(calls.Calls[index], attributions[index], calls.Batch.ReceivedAt);
            _mesh.Observe(calls.Calls[index], attributions[index], calls.Batch.ReceivedAt);
            if (_answers.Read(calls.Calls[index], attributions[index], calls.Batch.ReceivedAt) is { } answer)
            {
                _platform.Observe(answer);
            }
        }
    }

    public void Observe(AttributedPlatformBatch batch) => _platform.Observe(batch);

    public void Observe(TaskFact fact)
    {
        if (fact is EvidenceLost lost)
        {
            _tracker.NoteLoss(lost);
        }

        _book.Observe(fact);
        _mesh.Observe(fact);
        _anomalies.Observe(fact);
        _platform.Observe(fact);
    }

    public void Advance(Instant now)
    {
        // Outcomes that are due by now belong to the tries that end by now.
        _tracker.Advance(now);
        _book.Advance(now);
        _anomalies.Advance(now);
        _platform.Advance(now);
        _alerts?.Advance(now);
    }

    /// <summary>The end of the data path: reports what stands of connections, and the tries whose pods have ended. Nothing may follow.</summary>
    public void Finish(Instant now)
    {
        _tracker.Finish(now);
        _book.Finish(now);
        _anomalies.Finish(now);
        _alerts?.Finish(now);
    }

    /// <summary>Those that match, newest first by their last sign of life. On the thread of the branch.</summary>
    public ImmutableArray<TryStory> Find(StoryQuery query) => _book.Find(query);

    /// <summary>Null when no such try is known (any more). On the thread of the branch.</summary>
    /// <param name="id"><see cref="TryStory.Id"/>.</param>
    public TryStory? FindById(string id) => _book.FindById(id);

    /// <summary>As whom DAGs act. On the thread of the branch.</summary>
    /// <param name="namespace">Null: all; so is <paramref name="dagId"/>.</param>
    public IdentityReading ReadIdentities(string? @namespace = null, string? dagId = null) => _identities.Read(@namespace, dagId);

    /// <summary>Looks at what other agents have learned that keep it in the same place. From any thread, and it may wait for a disk.</summary>
    public void LookAround() => _anomalies.LookAround();

    public void Collect(IMetricCollector collector)
    {
        _tracker.Counts.Collect(collector);
        _book.Counts.Collect(collector);
        _anomalies.Collect(collector);
    }

    /// <summary>Connections go to the ledgers, then to everybody else.</summary>
    private sealed class Relay(IReadOnlyList<IConnectionObserver> others) : IConnectionObserver, ILateResetObserver
    {
        public TryBook? Book { get; set; }

        public PlatformWatch? Platform { get; set; }

        public void Observe(Connection connection)
        {
            Book!.Observe(connection);
            Platform!.Observe(connection);
            foreach (var other in others)
            {
                other.Observe(connection);
            }
        }

        public void Observe(in LateReset reset) => Book!.Observe(reset);
    }
}
