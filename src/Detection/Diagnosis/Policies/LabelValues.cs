using System.Buffers;
using System.Collections.Immutable;

namespace Windsock.Detection.Diagnosis.Policies;

/// <summary>Reads labels of security identities (<c>k8s:app=api</c>), and lets through only what can stand in a policy: labels come
/// from the network.</summary>
internal static class LabelValues
{
    public const string Namespace = "k8s:io.kubernetes.pod.namespace";
    public const string ServiceAccount = "k8s:io.cilium.k8s.policy.serviceaccount";
    public const string DagId = "k8s:dag_id";

    private const int MaxLength = 63;

    private static readonly SearchValues<char> Characters = SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.");

    /// <summary>Labels that name an application and outlive its pods, best first.</summary>
    private static readonly ImmutableArray<string> Stable =
        ["k8s:app.kubernetes.io/name", "k8s:app.kubernetes.io/component", "k8s:app.kubernetes.io/instance", "k8s:k8s-app", "k8s:app", "k8s:component"];

    /// <summary>Empty when there is none.</summary>
    public static string Of(ImmutableArray<string> labels, string key)
    {
        foreach (var label in labels)
        {
            if (label.Length > key.Length && label[key.Length] == '=' && label.StartsWith(key, StringComparison.Ordinal) && IsOne(label[(key.Length + 1)..]))
            {
                return label[(key.Length + 1)..];
            }
        }

        return "";
    }

    /// <summary>At most three: more select less, and change sooner.</summary>
    public static ImmutableArray<(string Key, string Value)> StableOf(ImmutableArray<string> labels) =>
        [.. Stable.Select(key => (Key: key, Value: Of(labels, key))).Where(label => label.Value.Length > 0).Take(3)];

    /// <summary>Whether the text is a label value, and not an empty one.</summary>
    public static bool IsOne(string text) => text.Length is > 0 and <= MaxLength
        && !text.AsSpan().ContainsAnyExcept(Characters)
        && char.IsAsciiLetterOrDigit(text[0])
        && char.IsAsciiLetterOrDigit(text[^1]);
}
