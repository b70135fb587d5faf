using System.Collections.Immutable;
using Windsock.Detection.Tries;
using Windsock.Model.Calls;
using Windsock.Model.Flows;
using Windsock.Model.Identity;
using Windsock.Model.Metrics;
using Windsock.Model.Tries;

namespace Windsock.Detection.Guardrails;

/// <summary>Holds what tries do against what is declared. Each look at a story gives everything that stands against it, so a story may be
/// looked at as often as it grows: findings of one try are the same when their cause, peer and port are. What is counted, is counted
/// once. One thread at a time; only the numbers may be read by any.</summary>
public sealed class GuardrailJudge : IMetricSource
{
    public const string Rule = "guardrail";

    /// <summary>Findings about peers per try and guardrail; further ones are counted only. One hole in a list is seldom alone.</summary>
    private const int MaxPeerFindings = 32;

    private static readonly TimeSpan LookAtUseEvery = TimeSpan.FromMinutes(1);

    private readonly ImmutableArray<Guardrail> _guardrails;
    private readonly GuardrailCounts _counts;
    private readonly CountedOnce<(string TryId, string Cause, string Peer, ushort Port)> _violations = new();
    private readonly CountedOnce<(string TryId, string Guardrail, UnjudgedReason Reason, string Peer, ushort Port)> _unjudged = new();
    private Instant _lookedAtUseAt;

    /// <param name="now">Since when the guardrails are in force.</param>
    public GuardrailJudge(GuardrailSet set, Instant now)
    {
        _guardrails = set.Guardrails;
        _counts = new GuardrailCounts(set);
        Use = new GuardrailUse(set, now);
        _lookedAtUseAt = now;
    }

    /// <summary>Which patterns match anything; saved and restored by the name <c>guardrails</c>.</summary>
    public GuardrailUse Use { get; }

    public ImmutableArray<MetricFamily> Families => _counts.Families;

    /// <summary>Adds everything that the story shows against a guardrail.</summary>
    public void Judge(TryStory story, Instant now, ICollection<Model.Findings.Finding> findings)
    {
        ImmutableArray<PeerView> peers = default;
        for (var index = 0; index < _guardrails.Length; index++)
        {
            if (Concerns(index, story, now))
            {
                peers = peers.IsDefault ? [.. story.Peers.Select(peer => new PeerView(peer, story.Try.Task))] : peers;
                JudgePeers(story, _guardrails[index], peers, now, findings);
                JudgeTry(story, _guardrails[index], peers, now, findings);
            }
        }

        Advance(now);
    }

    /// <summary>A call that no mutual TLS protects, where that is required.</summary>
    public void Judge(MeshObservation observation, ICollection<Model.Findings.Finding> findings)
    {
        if (observation is not { Finding: MeshFinding.WithoutMutualTls, Owner: { Try: { } attempt } owner })
        {
            return;
        }

        foreach (var guardrail in _guardrails)
        {
            if (guardrail.MutualTls is not { } source || !CoversTask(guardrail.Scope, attempt))
            {
                continue;
            }

            var tryId = TryKey.Of(owner).ToId();
            if (!guardrail.Scope.Tags.IsEmpty)
            {
                CountUnjudged(tryId, guardrail, UnjudgedReason.TagsUnknown);
                continue;
            }

            var violation = MeshViolations.Of(observation, attempt, guardrail, source);
            Count(tryId, violation);
            findings.Add(FindingWriter.Write(violation, observation, attempt, tryId));
        }
    }

    /// <summary>Brings the gauge of unmatched patterns up to date, at most once a minute.</summary>
    public void Advance(Instant now)
    {
        if (now.Since(_lookedAtUseAt) >= LookAtUseEvery)
        {
            _lookedAtUseAt = now;
            _counts.Unmatched = Use.Unmatched(now).Length;
        }
    }

    public void Collect(IMetricCollector collector) => _counts.Collect(collector);

    private bool Concerns(int index, TryStory story, Instant now)
    {
        var scope = _guardrails[index].Scope;
        if (!scope.CoversNamespace(story.Try.Task.Namespace))
        {
            return false;
        }

        var matches = false;
        for (var pattern = 0; pattern < scope.Dags.Length; pattern++)
        {
            if (GuardrailScope.MatchesId(scope.Dags[pattern], story.Try.Task.DagId, story.Try.Ids))
            {
                Use.Note(index, pattern, now);
                matches = true;
            }
        }

        if (!matches || !scope.CoversTask(story.Try))
        {
            return false;
        }

        if (scope.CoversTags(story.Tags))
        {
            return true;
        }

        // Airflow is asked when a try has ended; if it has not answered then, nobody knows the tags.
        if (story.Tags.IsEmpty && story.AirflowState.Length == 0 && !story.EndedAt.IsMissing)
        {
            CountUnjudged(story.Id, _guardrails[index], UnjudgedReason.TagsUnknown);
        }

        return false;
    }

    private void JudgePeers(TryStory story, Guardrail guardrail, ImmutableArray<PeerView> peers, Instant now, ICollection<Model.Findings.Finding> findings)
    {
        var told = 0;
        foreach (var peer in peers)
        {
            if (!peer.IsEgress || !peer.HasOutcome)
            {
                continue;
            }

            if (PeerRules.Judge(guardrail, peer, out var unjudged) is { } breach)
            {
                var violation = PeerViolations.Of(story, guardrail, peer, breach);
                Count(story.Id, violation);
                if (++told <= MaxPeerFindings)
                {
                    findings.Add(FindingWriter.Write(violation, story, now));
                }
            }
            else if (unjudged is { } reason)
            {
                CountUnjudged(story.Id, guardrail, reason, peer.Peer.Name, peer.Peer.Port);
            }
        }
    }

    private void JudgeTry(TryStory story, Guardrail guardrail, ImmutableArray<PeerView> peers, Instant now, ICollection<Model.Findings.Finding> findings)
    {
        if (guardrail.ServiceAccounts is { } accounts)
        {
            Tell(IdentityRules.Judge(story, guardrail, accounts, out var isUnjudged));

            // While it runs, the account may yet become known.
            if (isUnjudged && !story.EndedAt.IsMissing)
            {
                CountUnjudged(story.Id, guardrail, UnjudgedReason.NoServiceAccount);
            }
        }

        foreach (var limit in guardrail.Limits)
        {
            Tell(LimitRules.Judge(story, guardrail, limit, peers, now));
        }

        void Tell(Violation? violation)
        {
            if (violation is not null)
            {
                Count(story.Id, violation);
                findings.Add(FindingWriter.Write(violation, story, now));
            }
        }
    }

    private void Count(string tryId, Violation violation)
    {
        if (_violations.IsNew((tryId, violation.Cause, violation.Peer, violation.Port)))
        {
            _counts.CountViolation(violation.Guardrail.Mode);
        }
    }

    private void CountUnjudged(string tryId, Guardrail guardrail, UnjudgedReason reason, string peer = "", ushort port = 0)
    {
        if (_unjudged.IsNew((tryId, guardrail.Name, reason, peer, port)))
        {
            _counts.CountUnjudged(reason);
        }
    }

    private static bool CoversTask(GuardrailScope scope, TaskTry attempt) =>
        scope.CoversNamespace(attempt.Task.Namespace)
        && scope.Dags.Any(pattern => GuardrailScope.MatchesId(pattern, attempt.Task.DagId, attempt.Ids))
        && scope.CoversTask(attempt);
}
