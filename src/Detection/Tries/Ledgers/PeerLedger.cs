using System.Collections.Immutable;
using System.Globalization;
using Windsock.Detection.Diagnosis;
using Windsock.Model.Connections;
using Windsock.Model.Flows;

namespace Windsock.Detection.Tries.Ledgers;

/// <summary>What a try had to do with one peer, in one direction, on one port.</summary>
internal sealed class PeerLedger
{
    /// <summary>Failures that are remembered one by one: enough to see a retry pattern; the outcomes count them all.</summary>
    private const int MaxFailures = 16;

    /// <summary>Connections are reported up to a SYN timeout apart: a failure may be told after those that followed it.</summary>
    private const int MaxStarts = 8;

    private const int MaxCodes = 8;

    private static readonly int OutcomeKinds = Enum.GetValues<ConnectionOutcome>().Length;
    private static readonly TimeSpan RetryWindow = TimeSpan.FromMinutes(1);

    private readonly int[] _outcomes = new int[OutcomeKinds];
    private readonly int[] _httpClasses = new int[6];
    private readonly List<FailedAttempt> _failures = [];
    private readonly List<(Instant At, bool IsRetry)> _starts = [];
    private readonly List<AnswerTally> _badAnswers = [];
    private readonly List<MeshTally> _meshFailures = [];
    private (uint Code, string Method, string Text) _answerWords = (0, "", "");

    public PeerLedger(PeerKey key) => Key = key;

    public PeerKey Key { get; }

    /// <summary>What a connection with it that came about is called in a timeline: most are such, so it is written once.</summary>
    public string EstablishedWords => field ??= OneLine.Of(PeerWords.OfEstablished(Key));

    /// <summary>What a bad answer to a request is called in a timeline. Remembered: clients ask again.</summary>
    public string AnswerWords(uint code, string method)
    {
        // A method comes from the network, and a line holds one word of it.
        var shown = method.Length is > 0 and <= 16 ? method : "a request";
        if (_answerWords.Code != code || _answerWords.Method != shown)
        {
            _answerWords = (code, shown, OneLine.Of(string.Create(CultureInfo.InvariantCulture, $"{Key.Name} answered {code} to {shown}")));
        }

        return _answerWords.Text;
    }

    public ReadOnlySpan<int> Outcomes => _outcomes;

    public ReadOnlySpan<int> HttpClasses => _httpClasses;

    public int WouldBeDenied { get; private set; }

    public int Retries { get; private set; }

    public Instant First { get; private set; }

    public Instant Last { get; private set; }

    /// <summary>When the newest connection that came about began.</summary>
    public Instant LastEstablishedAt { get; private set; }

    /// <summary>In order of time, the newest 16.</summary>
    public IReadOnlyList<FailedAttempt> Failures => _failures;

    /// <summary>Status codes from 400 on.</summary>
    public IReadOnlyList<AnswerTally> BadAnswers => _badAnswers;

    public Instant LastGoodAnswerAt { get; private set; }

    /// <summary>Failed calls as mesh proxies told them.</summary>
    public IReadOnlyList<MeshTally> MeshFailures => _meshFailures;

    /// <inheritdoc cref="Model.Tries.TryPeer.Principal"/>
    public string Principal { get; set; } = "";

    /// <summary>Packets that were to open a connection and were dropped; repeats count, and those that a repeat got past.</summary>
    public int Drops { get; private set; }

    public Instant FirstDropAt { get; private set; }

    public Instant LastDropAt { get; private set; }

    /// <summary>Drops that a missing identity can be the reason of.</summary>
    public bool HasOnlyPolicyDrops { get; private set; } = true;

    /// <summary>RSTs from a service's own address: no pod behind it sent them.</summary>
    public int FrontendRefusals { get; set; }

    /// <summary>The peer is a part of Airflow that tasks talk to all the time.</summary>
    public bool IsAirflow { get; set; }

    /// <summary>Labels of the peer's security identity, as a dropped packet showed them.</summary>
    public ImmutableArray<string> Labels { get; set; } = [];

    public void Observe(Connection connection, bool wasBrief)
    {
        _outcomes[(int)connection.Outcome]++;
        WouldBeDenied += connection.WouldBeDenied ? 1 : 0;
        See(connection.FirstSeen);
        See(connection.LastSeen);
        CountRetries(connection.FirstSeen);
        if (connection.Outcome == ConnectionOutcome.Established && !wasBrief)
        {
            LastEstablishedAt = Later(LastEstablishedAt, connection.FirstSeen);
        }
        else if (IsFailure(connection))
        {
            Remember(new FailedAttempt(
                connection.FirstSeen,
                connection.LastSeen,
                connection.Outcome,
                connection.Attempts,
                connection.DropReason,
                connection.DroppedAt,
                connection.Policies,
                wasBrief));
            CountRetriesOf(connection.FirstSeen);
        }
    }

    /// <summary>A connection that was counted as established has been broken off since.</summary>
    public void ObserveLateReset(Instant at)
    {
        See(at);
        Remember(new FailedAttempt(at, at, ConnectionOutcome.Reset, 0, DropReason.Unknown, TrafficDirection.Unknown, null, false));
    }

    /// <param name="count">How many requests had that answer; at least 1.</param>
    public void ObserveHttp(uint code, Instant at, int count = 1)
    {
        ref var ofClass = ref _httpClasses[code is >= 100 and < 600 ? code / 100 : 0];
        ofClass = Sums.Saturating(ofClass, count);
        See(at);
        if (code >= 400)
        {
            AnswerTally.Add(_badAnswers, code, at, MaxCodes, count);
        }
        else
        {
            LastGoodAnswerAt = Later(LastGoodAnswerAt, at);
        }
    }

    /// <summary>A connection that its proxy reports as ended without trouble.</summary>
    public void ObserveGoodCall(Instant at)
    {
        See(at);
        LastGoodAnswerAt = Later(LastGoodAnswerAt, at);
    }

    public void ObserveMeshFailure(MeshTally failure)
    {
        See(failure.Last);
        MeshTally.Add(_meshFailures, failure, MaxCodes);
    }

    public void ObserveDrop(bool isPolicy, Instant at)
    {
        Drops++;
        HasOnlyPolicyDrops &= isPolicy;
        See(at);
        FirstDropAt = Earlier(FirstDropAt, at);
        LastDropAt = Later(LastDropAt, at);
    }

    /// <summary>Takes in what another ledger knows of the same peer.</summary>
    public void Absorb(PeerLedger other)
    {
        for (var outcome = 0; outcome < _outcomes.Length; outcome++)
        {
            _outcomes[outcome] += other._outcomes[outcome];
        }

        for (var code = 0; code < _httpClasses.Length; code++)
        {
            _httpClasses[code] = Sums.Saturating(_httpClasses[code], other._httpClasses[code]);
        }

        other._failures.ForEach(Remember);
        foreach (var failure in other._meshFailures)
        {
            MeshTally.Add(_meshFailures, failure, MaxCodes);
        }

        Principal = Principal.Length > 0 ? Principal : other.Principal;
        AnswerTally.Absorb(_badAnswers, other._badAnswers, MaxCodes);
        WouldBeDenied += other.WouldBeDenied;
        Retries += other.Retries;
        Drops += other.Drops;
        HasOnlyPolicyDrops &= other.HasOnlyPolicyDrops;
        FrontendRefusals += other.FrontendRefusals;
        IsAirflow |= other.IsAirflow;
        Labels = Labels.IsEmpty ? other.Labels : Labels;
        First = Earlier(First, other.First);
        Last = Later(Last, other.Last);
        FirstDropAt = Earlier(FirstDropAt, other.FirstDropAt);
        LastDropAt = Later(LastDropAt, other.LastDropAt);
        LastEstablishedAt = Later(LastEstablishedAt, other.LastEstablishedAt);
        LastGoodAnswerAt = Later(LastGoodAnswerAt, other.LastGoodAnswerAt);
    }

    /// <summary>A process that ends resets what it has not read: that follows from the failure. And a SYN that is sent again and again
    /// was not answered, even if events were lost meanwhile.</summary>
    private static bool IsFailure(Connection connection) => connection.Outcome == ConnectionOutcome.Unknown
        ? connection.Attempts >= DiagnosisRules.PersistentSyns
        : !connection.IsResetByClient;

    private void Remember(FailedAttempt failure)
    {
        var index = _failures.Count;
        while (index > 0 && _failures[index - 1].At > failure.At)
        {
            index--;
        }

        _failures.Insert(index, failure);
        if (_failures.Count > MaxFailures)
        {
            _failures.RemoveAt(0);
        }
    }

    /// <summary>The connection that began then followed a failed one.</summary>
    private void CountRetries(Instant startedAt)
    {
        var isRetry = FollowsAny(startedAt);
        Retries += isRetry ? 1 : 0;
        _starts.Add((startedAt, isRetry));
        if (_starts.Count > MaxStarts)
        {
            _starts.RemoveAt(0);
        }
    }

    /// <summary>What began after a connection of which only now is told that it failed.</summary>
    private void CountRetriesOf(Instant failedAt)
    {
        for (var index = 0; index < _starts.Count; index++)
        {
            if (!_starts[index].IsRetry && Follows(_starts[index].At, failedAt))
            {
                _starts[index] = (_starts[index].At, true);
                Retries++;
            }
        }
    }

    private bool FollowsAny(Instant startedAt)
    {
        foreach (var failure in _failures)
        {
            if (Follows(startedAt, failure.At))
            {
                return true;
            }
        }

        return false;
    }

    private void See(Instant at)
    {
        First = Earlier(First, at);
        Last = Later(Last, at);
    }

    private static bool Follows(Instant startedAt, Instant failedAt) => startedAt > failedAt && startedAt.Since(failedAt) <= RetryWindow;

    private static Instant Later(Instant left, Instant right) => right > left ? right : left;

    private static Instant Earlier(Instant left, Instant right) => left.IsMissing || (!right.IsMissing && right < left) ? right : left;
}
