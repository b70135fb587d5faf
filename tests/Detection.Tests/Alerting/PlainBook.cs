using Windsock.Detection.Alerting.Options;
using Windsock.Model.Alerts;
using Windsock.Model.Findings;
using Windsock.Model.Flows;

namespace Windsock.Detection.Tests.Alerting;

/// <summary>The slow twin: forgets nothing of what it was told about an alert, and works everything out anew at each beat. Knows
/// grouping, holds, members and their ends; neither blindness, floors, windows, limits nor flapping.</summary>
internal sealed class PlainBook(AlertingOptions options)
{
    private readonly SortedDictionary<string, Log> _logs = new(StringComparer.Ordinal);

    public List<string> Told { get; } = [];

    public void Observe(Finding finding)
    {
        var key = $"{finding.Rule} {finding.Cause}";
        if (!_logs.TryGetValue(key, out var log))
        {
            _logs.Add(key, log = new Log());
        }

        log.Events.Add(new Event(finding.At, finding.Subject, finding));
    }

    public void Observe(AllClear clear)
    {
        foreach (var (key, log) in _logs)
        {
            if (key.StartsWith(clear.Rule + " ", StringComparison.Ordinal) && (clear.Cause is null || key == $"{clear.Rule} {clear.Cause}"))
            {
                log.Events.Add(new Event(clear.At, clear.Subject, null));
            }
        }
    }

    public void Advance(Instant now)
    {
        foreach (var (key, log) in _logs)
        {
            Advance(key, log, now);
        }
    }

    private void Advance(string key, Log log, Instant now)
    {
        var firing = log.StartsAt is not null;
        var all = log.Events.Where(item => item.Finding is not null).Select(item => item.Subject).Distinct().ToList();
        var present = all.Where(subject => IsPresent(log, subject, now)).ToList();
        if (!firing)
        {
            log.Since ??= log.Events.FirstOrDefault(item => item.Finding is not null)?.At;
            present = options.For == TimeSpan.Zero ? all : present;
            log.Events.RemoveAll(item => !present.Contains(item.Subject));
            if (present.Count == 0)
            {
                log.Since = null;
                return;
            }

            if (now.Since(log.Since!.Value) < options.For)
            {
                return;
            }

            var due = log.Since.Value.Add(options.For);
            due = due > now ? now : due;
            log.StartsAt = due > log.Last ? due : new Instant(log.Last.UnixNanoseconds + 1);
            log.Last = log.StartsAt.Value;
        }

        Speak(key, log, now, all.Where(subject => log.Events.Any(item => item.Subject == subject)).ToList(), present);
    }

    private void Speak(string key, Log log, Instant now, List<FindingSubject> all, List<FindingSubject> present)
    {
        if (log.Messages.Count == 0)
        {
            if (now.Since(log.StartsAt!.Value) >= options.GroupWait)
            {
                Tell(key, log, AlertState.Firing, now, all);
            }

            return;
        }

        var last = log.Messages[^1];
        var foundSince = log.Events.Skip(last.Events).Where(item => item.Finding is not null).Select(item => item.Subject).ToHashSet();
        var untold = all.Where(subject => !log.Messages.Any(message => message.Subjects.Contains(subject))).ToList();
        var passed = now.Since(last.At);
        if (present.Count == 0)
        {
            Tell(key, log, AlertState.Resolved, now, [.. last.Subjects.Concat(foundSince).Distinct()]);
            _logs[key].Reset();
        }
        else if (passed >= options.RepeatInterval || (untold.Count > 0 && passed >= options.GroupInterval) ||
            present.Any(subject => Newest(log, subject).Finding!.Severity > log.Messages.Max(message => message.Severity)))
        {
            Tell(key, log, AlertState.Firing, now, [.. present.Concat(untold).Distinct()]);
        }
    }

    private bool IsPresent(Log log, FindingSubject subject, Instant now)
    {
        var newest = log.Events.FindLastIndex(item => item.Subject == subject && item.Finding is not null);
        var isCleared = log.Events.Skip(newest).Any(item => item.Subject == subject && item.Finding is null);
        var mayClear = log.StartsAt is not { } start || now.Since(start) >= options.MinFiring;
        return !(isCleared && mayClear) && now.Since(log.Events[newest].At) < options.KeepFiring;
    }

    private void Tell(string key, Log log, AlertState state, Instant now, List<FindingSubject> subjects)
    {
        var severity = subjects.Max(subject => Newest(log, subject).Finding!.Severity);
        log.Messages.Add(new Message(now, subjects, log.Events.Count, severity));
        Told.Add(Line(state, key, now, log.StartsAt!.Value, severity, subjects.Select(subject => $"{subject}@{Newest(log, subject).At.UnixNanoseconds}")));
    }

    public static string Line(Alert alert) => Line(alert.State, $"{alert.Rule} {alert.Cause}", alert.At, alert.StartsAt, alert.Severity, alert.Members.Select(member => $"{member.Subject}@{member.At.UnixNanoseconds}"));

    private static string Line(AlertState state, string key, Instant at, Instant start, Severity severity, IEnumerable<string> subjects) =>
        $"{at} {state} {key} since {start} {severity}: {string.Join(", ", subjects.Order(StringComparer.Ordinal))}";

    private static Event Newest(Log log, FindingSubject subject) => log.Events.Last(item => item.Subject == subject && item.Finding is not null);

    private sealed record Event(Instant At, FindingSubject Subject, Finding? Finding);

    private sealed record Message(Instant At, List<FindingSubject> Subjects, int Events, Severity Severity);

    private sealed class Log
    {
        public List<Event> Events { get; } = [];

        public List<Message> Messages { get; } = [];

        public Instant? Since { get; set; }

        public Instant? StartsAt { get; set; }

        public Instant Last { get; set; }

        public void Reset()
        {
            Events.Clear();
            Messages.Clear();
            (Since, StartsAt) = (null, null);
        }
    }
}
