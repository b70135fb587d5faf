using System.Collections.Immutable;
using Windsock.FlowCollector.Cluster.Api;
using Windsock.FlowCollector.Cluster.Json;
using Windsock.FlowCollector.Cluster.Watching;

namespace Windsock.FlowCollector.Crossplane.Discovery;

/// <summary>Asks the API which types are Crossplane's: in one request where the server knows aggregated discovery (on from Kubernetes 1.27),
/// else group by group.</summary>
internal sealed class TypeDiscovery(KubernetesApi api, WatchTimings timings, TimeProvider time)
{
    private const string Accept = "application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList,application/json;g=apidiscovery.k8s.io;v=v2beta1;as=APIGroupDiscoveryList,application/json";

    /// <summary>A group of a provider has some hundred types of some hundred bytes.</summary>
    private const int MaxGroupBytes = 8 * 1024 * 1024;

    /// <summary>Groups that are asked one by one. A cluster with every provider there is has about three hundred.</summary>
    private const int MaxGroups = 1_000;

    /// <summary>Types that are kept of one look; all of them are far fewer.</summary>
    private const int MaxTypes = 20_000;

    /// <exception cref="ApiException">The API did not say which groups it has.</exception>
    public async Task<DiscoveredTypes> LookAsync(CancellationToken stop)
    {
        using var deadline = new IdleDeadline(timings.Idle, time, stop);
        using var answer = await OpenRequest.SendAsync(api, "apis", Accept, "discover types", SplitShape.List, MaxGroupBytes, deadline, stop).ConfigureAwait(false);
        var (types, isComplete) = (new List<CrossplaneType>(), true);
        while (await answer.ReadAsync().ConfigureAwait(false) is var step && step != StreamStep.End)
        {
            var stale = false;
            var found = step == StreamStep.Object ? DiscoveryReader.ReadGroup(answer.Objects.Current, out stale) : null;
            isComplete &= found is not null && !stale && types.Count + found.Count <= MaxTypes;
            types.AddRange((found ?? []).Take(MaxTypes - types.Count));
        }

        return ListEnvelope.Read(answer.Objects.Envelope)?.Kind switch
        {
            "APIGroupDiscoveryList" => new DiscoveredTypes(Ordered(types), isComplete),
            "APIGroupList" => await AskEachAsync(DiscoveryReader.ReadGroups(answer.Objects.Envelope) ?? [], stop).ConfigureAwait(false),
            _ => throw new ApiException(WatchError.Unreadable, "discover types: the answer is no list of API groups"),
        };
    }

    private async Task<DiscoveredTypes> AskEachAsync(List<(string Group, string Version)> groups, CancellationToken stop)
    {
        var (types, isComplete) = (new List<CrossplaneType>(), groups.Count <= MaxGroups);
        foreach (var (group, version) in groups.Take(MaxGroups))
        {
            var found = await AskAsync(group, version, stop).ConfigureAwait(false);
            isComplete &= found is not null;
            types.AddRange((found ?? []).Take(MaxTypes - types.Count));
        }

        return new DiscoveredTypes(Ordered(types), isComplete);
    }

    /// <returns>Null: the group did not answer. Groups of servers behind the API come and go.</returns>
    private async Task<List<CrossplaneType>?> AskAsync(string group, string version, CancellationToken stop)
    {
        try
        {
            using var deadline = new IdleDeadline(timings.Idle, time, stop);
            using var answer = await OpenRequest.SendAsync(
                api, $"apis/{Uri.EscapeDataString(group)}/{Uri.EscapeDataString(version)}", "application/json", $"discover types of {group}", SplitShape.List, MaxGroupBytes, deadline, stop).ConfigureAwait(false);
            while (await answer.ReadAsync().ConfigureAwait(false) != StreamStep.End)
            {
                // A list of resources has no items.
            }

            return DiscoveryReader.ReadResources(answer.Objects.Envelope, group, version);
        }
        catch (ApiException)
        {
            return null;
        }
    }

    /// <summary>Claims, then composites, then managed resources; each by name, so that two looks agree on who is left out.</summary>
    private static ImmutableArray<CrossplaneType> Ordered(List<CrossplaneType> types) =>
        [.. types.DistinctBy(type => type.FullName).OrderBy(type => type.Role).ThenBy(type => type.FullName, StringComparer.Ordinal)];
}
