using System.Collections.Immutable;

namespace Windsock.Agent.Web;

/// <summary>Decides whether the agent is of use: flows (or, where none are read, what tells of the platform) arrive, and the view of the cluster is as complete as it will get.</summary>
internal static class ReadinessRule
{
    public static Readiness Judge(AgentStatus status)
    {
        ImmutableArray<ReadinessCheck> checks = [JudgeSources(status), JudgeCluster(status.Cluster)];
        return new Readiness(checks.All(check => check.Ok), checks);
    }

    private static ReadinessCheck JudgeSources(AgentStatus status)
    {
        var sources = status.Sources.IsEmpty
            ? status.Platform.Select(source => (source.Name, source.Up)).ToArray()
            : [.. status.Sources.Select(source => (source.Name, source.Up))];
        var up = sources.Where(source => source.Up).Select(source => source.Name).ToArray();
        return up.Length > 0
            ? new ReadinessCheck("source", true, $"up: {string.Join(", ", up)}")
            : new ReadinessCheck("source", false, sources.Length == 0
                ? "no source is configured: hubble.enabled is false, and so are audit and platform"
                : $"no source is connected: {string.Join(", ", sources.Select(source => source.Name))}");
    }

    private static ReadinessCheck JudgeCluster(ClusterStatus cluster) => cluster.State switch
    {
        ClusterViewState.Synced => new("cluster", true, $"synced: {cluster.Pods} pods"),
        ClusterViewState.Off => new("cluster", true, "off: only what the flows themselves carry is used"),
        ClusterViewState.Forbidden => new("cluster", true, cluster.Detail.Length > 0 ? $"forbidden: {cluster.Detail}" : "forbidden"),
        _ => new("cluster", false, $"the first list of pods is not complete{(cluster.Detail.Length > 0 ? $": {cluster.Detail}" : "")}"),
    };
}

/// <summary>The answer of <c>/readyz</c>.</summary>
internal sealed record Readiness(bool Ready, ImmutableArray<ReadinessCheck> Checks);

/// <param name="Reason">For people, also when all is well.</param>
internal sealed record ReadinessCheck(string Name, bool Ok, string Reason);
