namespace Windsock.Agent.Simulation.World;

/// <summary>Plays tries on a stage.</summary>
internal static class TryLife
{
    private static readonly TimeSpan Period = TimeSpan.FromSeconds(40);

    // Failed pods are kept a little: people look at them.
    private static readonly TimeSpan KeptAfterFailure = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan KeptAfterSuccess = TimeSpan.FromSeconds(1.5);

    /// <summary>Plays the script at <paramref name="second"/> of the world and every 40 s from then on, each time as a run of its own.</summary>
    /// <param name="acts">What its pod does, in seconds since its start.</param>
    public static void PlayTries(this Stage stage, int second, TryScript script, params IReadOnlyList<(double Second, Action<Conversation> Topic)> acts) =>
        stage.Every(TimeSpan.FromSeconds(second), Period, start => Play(stage, start, script, acts));

    private static void Play(Stage stage, TimeSpan start, TryScript script, IReadOnlyList<(double Second, Action<Conversation> Topic)> acts)
    {
        var run = new TaskRun("airflow-jobs", script.DagId, script.TaskId, TaskRun.Scheduled(stage.TimeOf(start)));
        var pod = stage.Pods.Identified(script.IsOnExecutor
            ? stage.Pods.Executor(run, "3.0.6")
            : stage.Pods.Operator(run, "3.0.6", TrueOwner.Task(run.Namespace, run.DagId, run.TaskId)));
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
        foreach (var (second, topic) in acts)
        {
            stage.Say(start + TimeSpan.FromSeconds(second), pod, topic);
        }
    }
}
