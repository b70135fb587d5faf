using Windsock.Model.Identity;

namespace Windsock.Attribution.Identities;

/// <summary>The ids of a try from label values, which are label-safe forms: some provably unchanged, the others hashed.</summary>
internal static class LabelledIds
{
    /// <summary>Null when DAG or task id is absent.</summary>
    public static TaskTry? Read(in PodMarks pod, bool labelsAreRaw)
    {
        var dag = pod.Label(AirflowKeys.DagId);
        var task = pod.Label(AirflowKeys.TaskId);
        if (dag.Length == 0 || task.Length == 0)
        {
            return null;
        }

        var form = IdForm.Raw;
        if (!labelsAreRaw && (LabelSafe.MayBeHashed(dag) || LabelSafe.MayBeHashed(task)))
        {
            form = IdForm.Hashed;
        }

        var run = Restore(pod.Label(AirflowKeys.RunId), ref form);
        var date = ExecutionDate(pod, ref form);
        return new TaskTry(
            new TaskKey(pod.Namespace, dag, task),
            run,
            PodMarks.Number(pod.Label(AirflowKeys.TryNumber), 0),
            PodMarks.Number(pod.Label(AirflowKeys.MapIndex), -1),
            form,
            date);
    }

    private static string ExecutionDate(in PodMarks pod, ref IdForm form)
    {
        var label = pod.Label(AirflowKeys.ExecutionDate);
        if (label.Length == 0)
        {
            return "";
        }

        var date = IsoDates.FromExecutorLabel(label);
        return date.Length > 0 ? date : Restore(label, ref form);
    }

    /// <summary>A value that ends like a hash is given back whole when its text can be restored and hashes to it, else as it is
    /// and marked.</summary>
    private static string Restore(string value, ref IdForm form)
    {
        if (!LabelSafe.MayBeHashed(value))
        {
            return value;
        }

        var isRestored = IsoDates.TryRestore(value, out var restored);
        var reached = isRestored ? IdForm.Recovered : IdForm.Hashed;
        form = reached > form ? reached : form;
        return isRestored ? restored : value;
    }
}
