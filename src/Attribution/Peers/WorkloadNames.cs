using System.Buffers;
using Windsock.Model.Flows;

namespace Windsock.Attribution.Peers;

/// <summary>The stable name of what a pod belongs to, from what names it: never the name of the pod itself when that is one of a kind.</summary>
internal static class WorkloadNames
{
    /// <summary>Letters and digits that Kubernetes makes random suffixes of.</summary>
    private static readonly SearchValues<char> SafeAlphabet = SearchValues.Create("bcdfghjklmnpqrstvwxz2456789");

    private static readonly SearchValues<char> HexDigits = SearchValues.Create("0123456789abcdef");

    private static readonly SearchValues<char> LettersAndDigits = SearchValues.Create("abcdefghijklmnopqrstuvwxyz0123456789");

    /// <summary>CronJobs name their Jobs by the minute since 1970: eight digits, for centuries.</summary>
    private const int CronStampDigits = 8;

    /// <param name="labelled">The name that the pod's labels give, empty when none.</param>
    public static string Of(Workload? controller, string podName, string labelled) => controller switch
    {
        { Kind: "ReplicaSet" } => WithoutSuffix(controller.Name, IsTemplateHash),
        { Kind: "Job" } => WithoutSuffix(controller.Name, IsCronStamp),
        { Kind: "Node" } => podName.EndsWith($"-{controller.Name}", StringComparison.Ordinal)
            ? podName[..^(controller.Name.Length + 1)]
            : podName,
        { Kind: not "Pod", Name.Length: > 0 } => controller.Name,
        _ => labelled.Length > 0 ? labelled : OfPodName(podName),
    };

    /// <summary>What is left of a pod's name without the suffixes that controllers and Airflow put behind it.</summary>
    public static string OfPodName(string podName)
    {
        // Airflow 2.0 to 2.2: a dot and a uuid; 1.10 and 2.3 to 2.5: a hyphen and a uuid; later: eight letters and digits.
        var dot = podName.LastIndexOf('.');
        if (dot > 0 && IsUuid(podName.AsSpan(dot + 1)))
        {
            return podName[..dot];
        }

        var name = WithoutSuffix(podName, IsPodSuffix);
        if (name.Length == podName.Length)
        {
            return name;
        }

        // A Deployment's pods have two suffixes; an indexed Job's a number before the random one; a CronJob's its minute.
        return podName.Length - name.Length == 6 ? WithoutSuffix(name, IsInnerSuffix) : name;
    }

    private static string WithoutSuffix(string name, Func<ReadOnlySpan<char>, bool> isSuffix)
    {
        var hyphen = name.LastIndexOf('-');
        return hyphen > 0 && isSuffix(name.AsSpan(hyphen + 1)) ? name[..hyphen] : name;
    }

    private static bool IsPodSuffix(ReadOnlySpan<char> text) =>
        IsRandom(text, 5, 5) || IsNumber(text) || IsUuid(text) || IsAirflowSuffix(text);

    private static bool IsInnerSuffix(ReadOnlySpan<char> text) => IsTemplateHash(text) || IsNumber(text);

    private static bool IsTemplateHash(ReadOnlySpan<char> text) => IsRandom(text, 6, 10);

    private static bool IsCronStamp(ReadOnlySpan<char> text) => text.Length >= CronStampDigits && IsNumber(text);

    private static bool IsRandom(ReadOnlySpan<char> text, int minLength, int maxLength) =>
        text.Length >= minLength && text.Length <= maxLength && text.IndexOfAnyExcept(SafeAlphabet) < 0;

    private static bool IsNumber(ReadOnlySpan<char> text) => text.Length > 0 && text.IndexOfAnyExceptInRange('0', '9') < 0;

    private static bool IsUuid(ReadOnlySpan<char> text) => text.Length == 32 && text.IndexOfAnyExcept(HexDigits) < 0;

    /// <summary>Eight random letters and digits; a word of eight letters is taken for part of the name.</summary>
    private static bool IsAirflowSuffix(ReadOnlySpan<char> text) =>
        text.Length == 8 && text.IndexOfAnyExcept(LettersAndDigits) < 0 && text.IndexOfAnyInRange('0', '9') >= 0;
}
