using Windsock.Model.Cluster;
using Windsock.Model.Flows;

namespace Windsock.Attribution.Lifetimes;

/// <summary>How the end of a pod's network life became known.</summary>
internal enum EndEvidence : byte
{
    None,

    /// <summary>A newer pod of the same name was created, so this one's object was gone by then.</summary>
    Superseded,

    /// <summary>The object was seen to be gone.</summary>
    Removal,

    /// <summary>Phase Succeeded or Failed was seen, without a time.</summary>
    Phase,

    /// <summary>The last container's finishedAt.</summary>
    Finished,
}

/// <summary>When a pod's network life ended: its containers' end, not the deletion of its object.</summary>
/// <param name="At">First moment that no longer belongs to the pod.</param>
internal readonly record struct PodEnd(Instant At, EndEvidence Evidence)
{
    /// <summary>Kubernetes times are cut to whole seconds: a pod that finished at 7 s may have run until just before 8 s.</summary>
    public static readonly TimeSpan TimestampGrain = TimeSpan.FromSeconds(1);

    public static readonly PodEnd Open = new(Instant.Never, EndEvidence.None);

    /// <summary>The end as one state of the pod tells it.</summary>
    public static PodEnd Of(PodState pod, Instant observedAt)
    {
        if (pod.Phase is not (PodPhase.Succeeded or PodPhase.Failed))
        {
            // Containers of a pod that restarts them are terminated for moments in the middle of its life.
            return Open;
        }

        var finishedAt = LastFinish(pod);
        return finishedAt.IsMissing
            ? new PodEnd(observedAt, EndEvidence.Phase)
            : new PodEnd(finishedAt.Add(TimestampGrain), EndEvidence.Finished);
    }

    /// <summary>The end of a pod whose object is gone: when all its containers had ended before, their end.</summary>
    public static PodEnd OfRemoval(PodState? last, Instant removedAt)
    {
        var finishedAt = last is null ? Instant.Missing : LastFinish(last);
        return finishedAt.IsMissing
            ? new PodEnd(removedAt, EndEvidence.Removal)
            : new PodEnd(finishedAt.Add(TimestampGrain), EndEvidence.Finished);
    }

    /// <summary>The better known of two ends: the containers' own word before all, and of it the later; everything else only says
    /// that the pod had ended by then, so the earliest counts.</summary>
    public PodEnd Merge(PodEnd other)
    {
        if (Evidence == EndEvidence.Finished || other.Evidence == EndEvidence.Finished)
        {
            return Evidence != other.Evidence
                ? Evidence == EndEvidence.Finished ? this : other
                : other.At > At ? other : this;
        }

        return other.At < At ? other : this;
    }

    /// <summary>Missing while a container that ran has not ended, or when one does not say when.</summary>
    private static Instant LastFinish(PodState pod)
    {
        var last = Instant.Missing;
        var isOver = pod.Phase is PodPhase.Succeeded or PodPhase.Failed;
        foreach (var container in pod.Containers)
        {
            if (container.IsTerminated)
            {
                if (container.FinishedAt.IsMissing)
                {
                    return Instant.Missing;
                }

                last = container.FinishedAt > last ? container.FinishedAt : last;
            }
            else if (!container.StartedAt.IsMissing || (!container.IsInit && !isOver))
            {
                return Instant.Missing;
            }
        }

        return last;
    }
}
