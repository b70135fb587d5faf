namespace Windsock.Agent.Simulation.World.Platform;

/// <summary>A try that works on the platform: its pod, and what it does by the second. The pod is that of a KubernetesPodOperator, whose
/// phase is true.</summary>
internal sealed class PlatformTry
{
    private static readonly TimeSpan KeptAfterFailure = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan KeptAfterSuccess = TimeSpan.FromSeconds(1.5);

    private readonly Stage _stage;
    private readonly TimeSpan _start;

    /// <param name="script">Its ids, how long it runs, and how it ends.</param>
    /// <param name="account">Its service account; no other task has it.</param>
    /// <param name="userAgent">What its program calls itself.</param>
    /// <param name="tryNumber">Tries of a run that began at <paramref name="runAt"/>.</param>
    public PlatformTry(Stage stage, TimeSpan start, TryScript script, string account, string userAgent, int tryNumber, TimeSpan runAt)
    {
        (_stage, _start) = (stage, start);
        var run = new TaskRun("airflow", script.DagId, script.TaskId, TaskRun.Scheduled(stage.TimeOf(runAt)), tryNumber);
        Pod = stage.Pods.Identified(stage.Pods.Operator(run, "3.0.6", TrueOwner.Task(run.Namespace, run.DagId, run.TaskId)) with { ServiceAccount = account });
        Caller = ApiCaller.Of(Pod, userAgent);
        if (script.Reason is { } reason)
        {
            stage.At(start, () => stage.Record(new TryDoomed(stage.Now, run, reason)));
        }

        stage.Play(Pod, new PodPlan(start, TimeSpan.FromSeconds(script.Seconds), TalkProfile.Silent)
        {
            ExitCode = script.EndsWith(),
            Reason = script.ContainerReason,
            HiddenAfter = script.Reason is null ? KeptAfterSuccess : KeptAfterFailure,
        });
    }

    public SimulatedPod Pod { get; }

    public TrueOwner Task => Pod.Owner;

    public ApiCaller Caller { get; }

    public TimeSpan At(double second) => _start + TimeSpan.FromSeconds(second);

    public void Say(double second, Action<Conversation> topic) => _stage.Say(At(second), Pod, topic);

    public void Ask(double second, ApiRequest request, Action? then = null) => _stage.Ask(At(second), request, then);

    /// <summary>Writes down what it came to.</summary>
    public void Note(double second, Func<TimeSpan, PlatformFact> fact) => _stage.At(At(second), () => _stage.Record(fact(_stage.Now)));
}
