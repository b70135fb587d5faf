namespace Windsock.Agent.Simulation.World;

/// <summary>Plays tries on a stage.</summary>
internal static class TryLife
{
    private static readonly TimeSpan Period = TimeSpan.FromSeconds(40);

    // Failed pods are kept a little: people look at them.
    private static readonly TimeSpan KeptAfterFailure = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan KeptAfterSuccess = TimeSpan.FromSeconds(1.5);

    private static readonly TimeSpan SideTroubleAt = TimeSpan.FromSeconds(0.4);

    /// <summary>Time before its end at which a task that has failed still saves what it can.</summary>
    private static readonly TimeSpan Aftermath = TimeSpan.FromSeconds(0.5);

    /// <summary>Plays the script at about <paramref name="second"/> of the world and every 40 s from then on, each time as a run of
    /// its own, up to 2 s later, at its own pace, one time in two with trouble that does not matter, and one time in two with a last
    /// call after it has failed.</summary>
    /// <param name="acts">What its pod does, in seconds since its start.</param>
    public static void PlayTries(this Stage stage, int second, TryScript script, params IReadOnlyList<(double Second, Action<Conversation> Topic)> acts) =>
        stage.Every(TimeSpan.FromSeconds(second), Period, start => Play(stage, start, script, acts));

    private static void Play(Stage stage, TimeSpan earliest, TryScript script, IReadOnlyList<(double Second, Action<Conversation> Topic)> acts)
    {
        var start = earliest + TimeSpan.FromSeconds(script.IsPunctual ? 0 : stage.Random.Between(0, 2));
        var pace = TimeSpan.FromMilliseconds(stage.Random.Below(120));
        var run = new TaskRun("airflow-jobs", script.DagId, script.TaskId, TaskRun.Scheduled(stage.TimeOf(start)));
        var pod = script.IsOnExecutor
            ? stage.Pods.Executor(run, "3.0.6")
            : stage.Pods.Operator(run, "3.0.6", TrueOwner.Task(run.Namespace, run.DagId, run.TaskId));
        pod = stage.Pods.Identified(script.Sidecar is { } sidecar ? PodMaker.Meshed(pod, sidecar) : pod);
        if (script.Reason is { } reason)
        {
            stage.At(start, () => stage.Record(new TryDoomed(stage.Now, run, reason)));
        }

        stage.Play(pod, new PodPlan(start, TimeSpan.FromSeconds(script.Seconds), script.Besides)
        {
            ExitCode = script.EndsWith(),
            Reason = script.ContainerReason,
            ClockAhead = script.ClockAhead,
            HiddenAfter = script.Reason is null ? KeptAfterSuccess : KeptAfterFailure,
        });
        if (script.HasSideTrouble && stage.Random.OneIn(2))
        {
            stage.Say(start + SideTroubleAt, pod, stage.Random.Pick(SideTroubles.All));
        }

        if (script is { Reason: not null, Sidecar: null } && stage.Random.OneIn(2))
        {
            stage.Say(start + TimeSpan.FromSeconds(script.Seconds) - Aftermath, pod, Topics.ObjectStore);
        }

        foreach (var (second, topic) in acts)
        {
            stage.Say(start + pace + TimeSpan.FromSeconds(second), pod, topic);
        }
    }
}
