using System.Collections.Immutable;
using System.Globalization;
using Windsock.Detection.Anomalies;
using Windsock.Detection.Connections;
using Windsock.Detection.Tries.Ledgers;
using Windsock.Detection.Tries.Reading;
using Windsock.Detection.Tries.Results;
using Windsock.Detection.Tries.Stories;
using Windsock.Model.Calls;
using Windsock.Model.Connections;
using Windsock.Model.Flows;
using Windsock.Model.Identity;
using Windsock.Model.Platform;
using Windsock.Model.Tries;

namespace Windsock.Detection.Tries;

/// <summary>Keeps one ledger per try, written from flow events, connections and facts about tasks; a try whose end stands is told to
/// the observers. Only sides that are ours to account for, and only those whose owner is known, are written down. One thread at a
/// time; the time is an argument; <see cref="Counts"/> may be read from any thread.</summary>
internal sealed class TryBook : IConnectionObserver, ILateResetObserver, IPlatformObserver
{
    /// <summary>How long before a loss was told of it may have begun, when its source does not say.</summary>
    private static readonly TimeSpan LossWindow = TimeSpan.FromSeconds(30);

    private readonly TryOptions _options;
    private readonly TryTable _table;
    private readonly TryCloser _closer;
    private readonly FlowReader _reader;
    private readonly CallReader _calls;
    private Instant _now;

    /// <param name="options">Read from; not to be changed any more.</param>
    /// <param name="clusterDomain">Search paths end in it.</param>
    /// <param name="asker">Told of ended tries before they are reported; null: nobody asks Airflow.</param>
    /// <param name="inspector">Looks for what is wrong with tries; null: nobody does.</param>
    public TryBook(TryOptions options, string clusterDomain, IPeerNaming naming, IReadOnlyList<ITryObserver> observers, IEndedTryObserver? asker = null,
        ITryInspector? inspector = null)
    {
        _options = options;
        var domain = clusterDomain.Trim('.').ToLowerInvariant();
        Counts = new TryCounts(options.MaxTries);
        _table = new TryTable(options, Counts);
        _closer = new TryCloser(options, _table, Counts, domain, observers, asker, inspector);
        _reader = new FlowReader(naming, domain);
        _calls = new CallReader(naming);
    }

    public TryCounts Counts { get; }

    public void Observe(in Flow flow, in FlowAttribution attribution, Instant receivedAt)
    {
        var isClient = Concerns(attribution.Client);
        var isServer = Concerns(attribution.Server);
        if (isClient || isServer)
        {
            _now = receivedAt > _now ? receivedAt : _now;
            Take(flow, attribution, isClient, isServer, receivedAt);
        }
    }

    /// <summary>Calls are told when they end, after the flows of them.</summary>
    public void Observe(in Call call, in FlowAttribution attribution, Instant receivedAt)
    {
        var at = CallReader.EndOf(call, receivedAt);
        if (Concerns(attribution.Client))
        {
            _now = receivedAt > _now ? receivedAt : _now;
            if (Touch(attribution.Client.Owner!, at, receivedAt) is { } client && _calls.ReadAsClient(call, attribution, client, at))
            {
                client.Ledger.Life.IsStale = true;
            }
        }

        if (Concerns(attribution.Server))
        {
            _now = receivedAt > _now ? receivedAt : _now;
            if (Touch(attribution.Server.Owner!, at, receivedAt) is { } server)
            {
                CallReader.ReadAsServer(call, attribution, server, at);
            }
        }
    }

    public void Observe(Connection connection)
    {
        // Flows come before the connections they make: a pod without a record is one that was forgotten.
        if (Concerns(connection.Client) && _table.Find(connection.Client.Owner!) is { } client)
        {
            ConnectionReader.ReadAsClient(connection, client.Ledger);
            client.Ledger.Life.IsStale = true;
        }

        if (Concerns(connection.Server) && _table.Find(connection.Server.Owner!) is { } server)
        {
            ConnectionReader.ReadAsServer(connection, server.Ledger);
            server.Ledger.Life.IsStale = true;
        }
    }

    public void Observe(in LateReset reset)
    {
        if (Concerns(reset.Client) && _table.Find(reset.Client.Owner!) is { } client)
        {
            ConnectionReader.ReadAsClient(reset, client.Ledger);
            client.Ledger.Life.IsStale = true;
        }
    }

    /// <summary>Actions are told when they are over, often after their try: they begin no ledger and keep none open.</summary>
    public void Observe(AttributedAction action)
    {
        if (action.Attribution is { IsTask: true, Class: AttributionClass.Exact or AttributionClass.Inferred, Owner: { } owner }
            && _table.Find(owner) is { } pod && ActionReader.Read(action, pod.Ledger))
        {
            pod.Ledger.Life.IsStale = true;
        }
    }

    public void Observe(PlatformMoment moment)
    {
        if (moment.Try is { } attempt && _table.Find(TryKey.Of(attempt)) is { } ledger && ActionReader.Read(moment, ledger))
        {
            ledger.Life.IsStale = true;
        }
    }

    public void Observe(TaskFact fact)
    {
        _now = fact.At > _now ? fact.At : _now;
        switch (fact)
        {
            case TaskPodSeen seen:
                See(seen);
                break;
            case TaskPodGone gone when _table.FindPod(gone.PodUid) is { } pod:
                Lose(pod, gone.At);
                break;
            case EvidenceLost lost:
                Lose(lost);
                break;
            case AirflowStateLearned learned when _table.FindById(learned.TryId) is { } ledger:
                Learn(ledger, learned);
                break;
        }
    }

    public void Advance(Instant now)
    {
        _now = now > _now ? now : _now;
        _closer.Advance(_now);
    }

    /// <summary>Nothing more will come: reports every try whose pods have ended.</summary>
    public void Finish(Instant now)
    {
        _now = now > _now ? now : _now;
        _closer.Finish(_now);
    }

    /// <summary>Those that match, newest first by their last sign of life.</summary>
    public ImmutableArray<TryStory> Find(StoryQuery query) => StoryFinder.Find(_table.All, query);

    /// <summary>Null when no such try is known (any more).</summary>
    public TryStory? FindById(string id) => _table.FindById(id) is { } ledger ? StoryWriter.Write(ledger) : null;

    private static bool Concerns(in SideAttribution side) => side is { Decides: true, IsTask: true, Class: AttributionClass.Exact or AttributionClass.Inferred };

    private void Take(in Flow flow, in FlowAttribution attribution, bool isClient, bool isServer, Instant receivedAt)
    {
        var at = flow.Time.IsMissing ? receivedAt : flow.Time;
        var client = isClient ? Touch(attribution.Client.Owner!, at, receivedAt) : null;
        var server = isServer ? Touch(attribution.Server.Owner!, at, receivedAt) : null;
        client?.Ledger.ObserveFlow(at);
        if (server is not null && !ReferenceEquals(server.Ledger, client?.Ledger))
        {
            server.Ledger.ObserveFlow(at);
        }

        if (!FlowReader.TellsMore(flow))
        {
            return;
        }

        if (client is not null && _reader.ReadAsClient(flow, attribution, client, at))
        {
            client.Ledger.Life.IsStale = true;
        }

        if (server is not null)
        {
            FlowReader.ReadAsServer(flow, attribution, server, at);
        }
    }

    private PodRecord? Touch(Owner owner, Instant at, Instant receivedAt)
    {
        var pod = _table.Enter(owner, _now);
        if (pod is not null)
        {
            pod.ObserveFlow(at);
            pod.Ledger.Life.TouchedAt = receivedAt;
            if (pod.Ledger.Life.IsClosed && !pod.HasEnded)
            {
                GoOn(pod.Ledger);
            }
        }

        return pod;
    }

    private void See(TaskPodSeen seen)
    {
        var reading = PodReading.Of(seen.Pod, seen.At);
        var isNew = _table.Find(seen.Owner) is null;
        if (isNew && !reading.EndedAt.IsMissing && seen.At.Since(reading.EndedAt) >= _options.Keep)
        {
            // It would be forgotten at once: a pod that somebody keeps for a reason of his own.
            return;
        }

        if (_table.Enter(seen.Owner, _now) is not { } pod)
        {
            return;
        }

        var (wasInView, hadRun, hadEnded) = (pod.Reading is not null, pod.Reading is { RanAt.IsMissing: false }, pod.HasEnded);
        pod.Observe(reading, seen.At);
        var ledger = pod.Ledger;
        ledger.Life.TouchedAt = seen.At;
        ledger.Life.IsStale |= pod.HasEnded && !hadEnded;
        if (!wasInView && !pod.HasEnded)
        {
            GoOn(ledger);
        }

        if (!hadRun && !reading.RanAt.IsMissing)
        {
            ledger.Timeline.Add(reading.RanAt, TryTimeline.PodStarted, $"pod {seen.Pod.Name} started");
        }

        if (pod.HasEnded && !hadEnded)
        {
            ledger.Timeline.Add(pod.EndedAt, TryTimeline.PodEnded, $"pod {seen.Pod.Name} {Ending(reading)}");
        }
    }

    private static void Lose(PodRecord pod, Instant at)
    {
        var hadEnded = pod.HasEnded;
        pod.ObserveGone(at);
        pod.Ledger.Life.TouchedAt = at;
        if (!hadEnded)
        {
            pod.Ledger.Life.IsStale = true;
            pod.Ledger.Timeline.Add(at, TryTimeline.PodEnded, $"pod {pod.Owner.PodName} is gone");
        }
    }

    private void Lose(EvidenceLost lost)
    {
        var since = lost.Since.IsMissing ? lost.At.Add(-LossWindow) : lost.Since;
        foreach (var ledger in _table.All)
        {
            if (ledger.StartedAt <= lost.At && (!ledger.AllPodsEnded || ledger.LastSignAt >= since) && (!ledger.Life.IsClosed || ledger.LastSignAt >= since))
            {
                ledger.ObserveLoss(lost.Count, lost.At);
                ledger.Life.IsStale = true;
            }
        }
    }

    private void Learn(TryLedger ledger, AirflowStateLearned learned)
    {
        ledger.Owners = learned.Owners.IsDefaultOrEmpty ? ledger.Owners : learned.Owners;
        ledger.Tags = learned.Tags.IsDefaultOrEmpty ? ledger.Tags : learned.Tags;
        ledger.Life.AirflowIsSilent |= learned.State.Length == 0;
        if (learned.State.Length == 0 || learned.State == ledger.AirflowState)
        {
            return;
        }

        ledger.AirflowState = learned.State;
        ledger.Life.IsStale = true;
        if (AirflowStates.IsPause(learned.State))
        {
            Reopen(ledger);
        }
    }

    /// <summary>Another pod of the try: what Airflow said of its state is out of date.</summary>
    private void GoOn(TryLedger ledger)
    {
        ledger.AirflowState = "";
        ledger.Life.ForgetAnswer();
        Reopen(ledger);
    }

    private void Reopen(TryLedger ledger)
    {
        if (ledger.Life.IsClosed)
        {
            ledger.Life.Reopen();
            _table.Reopen(ledger);
            Counts.Reopened.Add();
        }
    }

    private static string Ending(PodReading reading)
    {
        var code = reading.ExitCode is { } exit and not 0 ? string.Create(CultureInfo.InvariantCulture, $" with exit code {exit}") : "";
        var reason = reading.Reason.Length > 0 ? $" ({reading.Reason})" : "";
        return reading.Ending == PodEnding.Failed ? $"failed{code}{reason}" : "succeeded";
    }
}
