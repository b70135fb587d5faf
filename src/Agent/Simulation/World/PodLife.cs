using Windsock.Model.Cluster;

namespace Windsock.Agent.Simulation.World;

/// <summary>Plays a pod's life on a stage: what the API shows and when it talks.</summary>
internal static class PodLife
{
    /// <summary>A pod is silent before its end, so that no flow falls into the second in which Kubernetes says it finished.</summary>
    public static readonly TimeSpan QuietBeforeEnd = TimeSpan.FromMilliseconds(300);

    private static readonly TimeSpan PendingBefore = TimeSpan.FromMilliseconds(600);
    private static readonly TimeSpan Notice = TimeSpan.FromMilliseconds(50);

    public static void Play(this Stage stage, SimulatedPod pod, PodPlan plan)
    {
        var created = stage.WholeSecond(plan.Start + plan.ClockAhead - PendingBefore);
        var running = new PodSnapshot(pod, PodPhase.Running, created, stage.WholeSecond(plan.Start + plan.ClockAhead));
        stage.At(plan.Start, () => stage.Record(new PodStarted(stage.Now, pod)));
        if (pod.IsShown)
        {
            if (plan.ShowsPending)
            {
                stage.At(plan.Start - PendingBefore, () => Show(stage, new PodSnapshot(pod, PodPhase.Pending, created)));
            }

            stage.At(plan.Start + plan.ShownAfter, () => Show(stage, running));
        }

        var end = plan.Start + plan.Length;
        stage.Chatter.Add(new Talker(pod, plan.Profile, plan.Start + plan.TalksAfter, end is null ? TimeSpan.MaxValue : end.Value - QuietBeforeEnd));
        if (end is { } ended)
        {
            PlayEnd(stage, running, plan, ended);
        }
    }

    /// <summary>A pod that was there long before the world began and stays.</summary>
    public static void Resident(this Stage stage, SimulatedPod pod, TalkProfile profile)
    {
        var old = stage.Settings.ResidentsSince;
        stage.At(TimeSpan.Zero, () =>
        {
            stage.Record(new PodStarted(TimeSpan.Zero, pod));
            if (pod.IsShown)
            {
                Show(stage, new PodSnapshot(pod, PodPhase.Running, old, old));
            }
        });
        stage.Chatter.Add(new Talker(pod, profile, TimeSpan.FromMilliseconds(500), TimeSpan.MaxValue));
    }

    private static void PlayEnd(Stage stage, PodSnapshot running, PodPlan plan, TimeSpan end)
    {
        var finished = running with
        {
            Phase = plan.ExitCode == 0 ? PodPhase.Succeeded : PodPhase.Failed,
            FinishedAt = stage.WholeSecond(end + plan.ClockAhead),
            ExitCode = plan.ExitCode,
            Reason = plan.Reason,
        };
        stage.At(end, () => stage.Record(new PodEnded(stage.Now, running.Pod, plan.ExitCode)));
        if (!running.Pod.IsShown)
        {
            return;
        }

        stage.At(end + Notice, () => Show(stage, finished));
        if (plan.HiddenAfter is { } delay)
        {
            var deleted = finished with { DeletionAt = stage.WholeSecond(end + plan.ClockAhead + delay) };
            stage.At(end + delay - Notice, () => Show(stage, deleted));
            stage.At(end + delay, () => stage.Record(new PodHidden(stage.Now, deleted)));
        }
    }

    private static void Show(Stage stage, PodSnapshot snapshot) => stage.Record(new PodShown(stage.Now, snapshot));
}
