using System.Collections.Immutable;
using Windsock.Model.Alerts;
using Windsock.Model.Findings;
using Windsock.Model.Flows;
using Windsock.Model.Identity;

namespace Windsock.Exporter.Tests.Alerts;

/// <summary>Alerts nobody cares about, apart from what is named in the call.</summary>
internal static class SomeAlert
{
    public static readonly Instant Noon = Instant.FromDateTimeOffset(new DateTimeOffset(2026, 3, 1, 12, 0, 0, TimeSpan.Zero));

    public static Instant At(double minutes) => Noon.Add(TimeSpan.FromMinutes(minutes));

    public static TaskTry Try(string run = "scheduled__2026-03-01T02:00:00+00:00", int number = 2, int map = -1, IdForm ids = IdForm.Raw, string dag = "etl", string task = "load") =>
        new(new TaskKey("airflow", dag, task), run, number, map, ids);

    public static Finding Finding(string task = "load", Severity severity = Severity.Critical, string dag = "etl") => new()
    {
        Rule = "new_destination",
        Severity = severity,
        Subject = new FindingSubject("airflow", dag, task),
        Cause = "api.evil.example",
        Summary = $"{dag}.{task} opened connections to api.evil.example:443, which none of its last 23 tries did",
        Mend = "Ask the owner whether this is meant; if not, stop the DAG and deny egress to api.evil.example.",
        Measures = [new Measure("connections", "412", "9 to 14 over 23 tries"), new Measure("bytes sent", "1.2 GiB", "none before")],
        Evidence = "complete",
        IsComplete = true,
        Try = Try(dag: dag, task: task),
        TryId = "0123456789abcdef",
        Peer = "api.evil.example",
        Port = 443,
        Since = At(-10),
        At = At(-1),
        TryStartedAt = At(-12),
        TraceId = "4bf92f3577b34da6a3ce929d0e0e4736",
        Owners = ["data-team"],
        Tags = ["prod"],
    };

    public static Alert Firing(params Finding[] members)
    {
        ImmutableArray<Finding> all = members.Length == 0 ? [Finding()] : [.. members];
        return new Alert
        {
            Fingerprint = "00c0ffee00c0ffee",
            Revision = 1,
            State = AlertState.Firing,
            Rule = "new_destination",
            Cause = "api.evil.example",
            Severity = all.Max(member => member.Severity),
            Summary = all[0].Summary,
            Mend = all[0].Mend,
            Owners = ["data-team"],
            Members = all,
            MemberCount = all.Length,
            FindingCount = all.Length + 2,
            StartsAt = At(-10),
            At = Noon,
        };
    }

    public static Alert Resolved(this Alert alert) => alert with
    {
        State = AlertState.Resolved,
        Revision = alert.Revision + 1,
        EndsAt = At(5),
        At = At(5),
        ResolvedBecause = "the last 3 tries opened none",
    };

    /// <summary>Many members, of which the alert names 100 at most.</summary>
    public static Alert Crowd(int count) => Firing([.. Enumerable.Range(0, Math.Min(count, 100)).Select(i => Finding($"load_{i}"))]) with { MemberCount = count };

    /// <summary>An alert with texts that nobody would want: long, with signs of every kind.</summary>
    /// <param name="keepsPromises">Texts are within what the model promises; else anything goes.</param>
    public static Alert Odd(int seed, bool keepsPromises)
    {
        var odd = new OddTexts(new Random(seed), keepsPromises);
        ImmutableArray<Finding> members = [.. Enumerable.Range(0, odd.Number(0, 10) == 0 ? 100 : odd.Number(1, 12)).Select(_ => OddFinding(odd))];
        return new Alert
        {
            Fingerprint = odd.Text(16),
            Revision = odd.Number(1, int.MaxValue),
            State = odd.Number(0, 2) == 0 ? AlertState.Resolved : AlertState.Firing,
            Rule = odd.Text(),
            Cause = odd.Text(),
            Severity = (Severity)odd.Number(0, 3),
            Summary = odd.Text(),
            Mend = odd.Text(),
            Owners = odd.Texts(),
            Members = members,
            MemberCount = members.Length + odd.Number(0, 3),
            FindingCount = odd.Number(1, int.MaxValue),
            StartsAt = odd.Time(),
            EndsAt = odd.Time(),
            At = odd.Time(),
            ResolvedBecause = odd.Text(),
        };
    }

    private static Finding OddFinding(OddTexts odd) => new()
    {
        Rule = odd.Text(),
        Severity = (Severity)odd.Number(0, 3),
        Subject = new FindingSubject(odd.Text(), odd.Text(), odd.Text(), odd.Text()),
        Cause = odd.Text(),
        Summary = odd.Text(),
        Mend = odd.Text(),
        Measures = [.. Enumerable.Range(0, odd.Number(0, 17)).Select(_ => new Measure(odd.Text(), odd.Text(), odd.Text()))],
        Evidence = odd.Text(),
        IsComplete = odd.Number(0, 2) == 0,
        Try = odd.Number(0, 3) == 0 ? null : new TaskTry(new TaskKey(odd.Text(), odd.Text(), odd.Text()), odd.Text(), odd.Number(0, 9), odd.Number(-1, 9), (IdForm)odd.Number(0, 3), odd.Text()),
        TryId = odd.Text(16),
        Peer = odd.Text(),
        Port = (ushort)odd.Number(0, 65_536),
        Source = odd.Text(),
        Since = odd.Time(),
        At = odd.Time(),
        TryStartedAt = odd.Time(),
        TraceId = odd.Text(32),
        Owners = odd.Texts(),
        Tags = odd.Texts(),
    };
}
