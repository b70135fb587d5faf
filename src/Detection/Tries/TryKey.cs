using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Windsock.Model.Identity;

namespace Windsock.Detection.Tries;

/// <summary>What tells one try from another. Ids are held in their label-safe form, which raw, recovered and hashed ids have in
/// common: whatever is known of a try's ids, its pods meet in one ledger.</summary>
/// <param name="Run">Run id, or the execution date before Airflow 2.2.</param>
/// <param name="PodName">Set for a pod that names neither run nor try: nothing says that another such pod is of the same try.</param>
internal readonly record struct TryKey(string Namespace, string Dag, string Task, string Run, int MapIndex, int TryNumber, string PodName)
{
    private const int IdBytes = 8;

    public static TryKey Of(Owner owner) => Of(owner.Try!, owner.PodName);

    /// <param name="podName">Of the pod that is of the try, when one is known.</param>
    public static TryKey Of(TaskTry attempt, string podName = "")
    {
        var run = attempt.RunId.Length > 0 ? attempt.RunId : attempt.ExecutionDate;
        return new TryKey(
            attempt.Task.Namespace,
            LabelSafe.Of(attempt.Task.DagId),
            LabelSafe.Of(attempt.Task.TaskId),
            run.Length > 0 ? LabelSafe.Of(run) : "",
            attempt.MapIndex,
            attempt.TryNumber,
            run.Length == 0 && attempt.TryNumber == 0 ? podName : "");
    }

    /// <summary>16 hex digits, the same for every agent. No part can hold the slash.</summary>
    public string ToId()
    {
        var text = string.Create(CultureInfo.InvariantCulture, $"{Namespace}/{Dag}/{Task}/{Run}/{MapIndex}/{TryNumber}/{PodName}");
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)).AsSpan(0, IdBytes));
    }
}
