using Windsock.Evaluation.Traces.Runs;
using Windsock.Model.Calls;
using Windsock.Model.Flows;

namespace Windsock.Evaluation.Traces.Encoding;

/// <summary>Which events a connection or a question makes, and when.</summary>
internal static class DialScript
{
    private static readonly TimeSpan FirstRepeat = TimeSpan.FromSeconds(1);

    /// <param name="attempt">Null for a pod that is no task's.</param>
    public static void Write(EventQueue queue, Caller caller, Dial dial, TryRun? attempt)
    {
        switch (dial.Outcome)
        {
            case DialOutcome.Denied:
                Repeat(queue, caller, dial, EventKind.Dropped);
                break;
            case DialOutcome.Timeout:
                Repeat(queue, caller, dial, EventKind.Syn);
                break;
            case DialOutcome.Refused:
                queue.Add(dial.At, EventKind.Syn, caller, dial);
                queue.Add(dial.At.Add(dial.RoundTrip), EventKind.ServerRst, caller, dial);
                break;
            default:
                Establish(queue, caller, dial, showsHttp: attempt is { Dag.ShowsHttp: true });
                break;
        }

        if (attempt is not null)
        {
            Log(queue, attempt, dial);
        }
    }

    public static void Write(EventQueue queue, Caller caller, Question question)
    {
        queue.Add(question.At, EventKind.Question, caller, question);
        queue.Add(question.At.Add(TimeSpan.FromMilliseconds(2)), EventKind.Answer, caller, question);
    }

    private static void Establish(EventQueue queue, Caller caller, Dial dial, bool showsHttp)
    {
        var at = dial.At;
        if (dial.IsDroppedFirst)
        {
            queue.Add(at, EventKind.Dropped, caller, dial);
            at = at.Add(FirstRepeat);
        }

        var end = at.Add(dial.Duration);
        queue.Add(at, EventKind.Syn, caller, dial);
        queue.Add(at.Add(dial.RoundTrip), EventKind.SynAck, caller, dial);
        if (showsHttp && dial.HttpCode > 0)
        {
            queue.Add(at.Add(dial.Duration * 0.8), EventKind.Http, caller, dial);
        }

        if (dial.Outcome == DialOutcome.Reset)
        {
            queue.Add(end, EventKind.ServerRst, caller, dial);
            return;
        }

        queue.Add(end, EventKind.ClientFin, caller, dial);
        queue.Add(end.Add(dial.RoundTrip), EventKind.ServerFin, caller, dial);
    }

    private static void Repeat(EventQueue queue, Caller caller, Dial dial, EventKind kind)
    {
        var at = dial.At;
        var pause = FirstRepeat;
        for (var left = dial.Attempts; left > 0; left--)
        {
            queue.Add(at, kind, caller, dial);
            at = at.Add(pause);
            pause *= 2;
        }
    }

    private static void Log(EventQueue queue, TryRun attempt, Dial dial)
    {
        var end = dial.At.Add(dial.Duration).Add(TimeSpan.FromMilliseconds(20));
        if (attempt.HasSidecar)
        {
            queue.Add(end, EventKind.ClientCall, attempt, dial);
        }

        if (attempt.Dag.IsMeshed && dial.Target.IsMeshed && dial.Outcome == DialOutcome.Established)
        {
            queue.Add(end, EventKind.ServerCall, attempt, dial);
        }
    }
}
