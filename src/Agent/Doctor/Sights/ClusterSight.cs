using Windsock.FlowCollector.Cluster;
using Windsock.FlowCollector.Cluster.Probing;

namespace Windsock.Agent.Doctor.Sights;

/// <summary>The Kubernetes API as the checks ask it.</summary>
/// <param name="Credential">Where the credential comes from.</param>
/// <param name="Version">Answer of <c>/version</c>.</param>
/// <param name="Asked">Our own clock when that was asked.</param>
internal sealed record ClusterSight(string Server, string Credential, Task<ApiAnswer> Version, DateTimeOffset Asked, Task<PodsSeen> Pods)
{
    /// <summary>Namespaces whose pods are read one after the other.</summary>
    private const int MaxNamespaces = 10;

    /// <summary>GET of a path; the second text is verb and resource, for messages.</summary>
    public required Func<string, string, CancellationToken, Task<ApiAnswer>> GetAsync { get; init; }

    public required Func<AccessQuestion, CancellationToken, Task<AccessAnswer>> MayAsync { get; init; }

    /// <summary>Begins to look.</summary>
    /// <param name="namespaces">Of Airflow; <c>*</c> for all.</param>
    public static ClusterSight Open(KubernetesProbe probe, IReadOnlyList<string> namespaces, TimeProvider time, CancellationToken stop) =>
        new(probe.Server, probe.CredentialOrigin, probe.GetAsync("version", "get version", stop), time.GetUtcNow(), ReadPodsAsync(probe, namespaces, stop))
        {
            GetAsync = probe.GetAsync,
            MayAsync = probe.MayAsync,
        };

    /// <summary>The answer of the API on something, or none.</summary>
    /// <exception cref="CheckSkippedException">The API does not answer.</exception>
    public async Task RequireAsync()
    {
        if ((await Version).Outcome != ApiOutcome.Answered)
        {
            throw new CheckSkippedException("The Kubernetes API does not answer.");
        }
    }

    /// <exception cref="CheckSkippedException">None could be read.</exception>
    public async Task<PodsSeen> PodsAsync()
    {
        await RequireAsync();
        var seen = await Pods;
        return seen.Pods.IsEmpty && seen.Trouble.Length > 0 ? throw new CheckSkippedException($"No pods could be read: {seen.Trouble}.") : seen;
    }

    private static async Task<PodsSeen> ReadPodsAsync(KubernetesProbe probe, IReadOnlyList<string> namespaces, CancellationToken stop)
    {
        IReadOnlyList<string?> spaces = namespaces.Contains("*", StringComparer.Ordinal) ? [null] : [.. namespaces.Take(MaxNamespaces)];
        var answers = await Task.WhenAll(spaces.Select(space => probe.ListPodsAsync(space, stop)));
        var trouble = answers.Select(answer => answer.Answer.Trouble).FirstOrDefault(text => text.Length > 0) ?? "";
        var isCut = namespaces.Count > MaxNamespaces || answers.Any(answer => answer.Pods.Pods.Length >= KubernetesProbe.MaxPods);
        return new PodsSeen([.. answers.SelectMany(answer => answer.Pods.Pods)], isCut, trouble);
    }
}
