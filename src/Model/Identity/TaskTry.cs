namespace Windsock.Model.Identity;

/// <summary>One attempt of one task in one run.</summary>
/// <param name="RunId">Raw run id, or its label-safe form when <paramref name="Ids"/> says so; empty when the pod carries none
/// (before Airflow 2.2 see <paramref name="ExecutionDate"/>).</param>
/// <param name="TryNumber">From 1; 0 when the pod does not say.</param>
/// <param name="MapIndex">From 0 for a mapped task, -1 otherwise.</param>
/// <param name="ExecutionDate">ISO 8601 text for pods of Airflow before 2.2, else empty.</param>
public sealed record TaskTry(TaskKey Task, string RunId, int TryNumber, int MapIndex, IdForm Ids, string ExecutionDate = "");

/// <summary>How the ids of a try came to us.</summary>
public enum IdForm : byte
{
    /// <summary>Exactly as Airflow knows them: from annotations, or from labels that are provably unchanged.</summary>
    Raw,

    /// <summary>Recovered from a sibling executor pod whose raw ids hash to the labels of this pod, or from the text of the label
    /// itself when it is a date that hashes to it.</summary>
    Recovered,

    /// <summary>At least one id is the label-safe form, whose last nine digits are a hash: the raw id is not known.</summary>
    Hashed,
}
