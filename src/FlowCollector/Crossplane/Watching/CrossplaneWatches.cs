using System.Collections.Concurrent;
using System.Collections.Immutable;
using Windsock.FlowCollector.Cluster;
using Windsock.FlowCollector.Cluster.Api;
using Windsock.FlowCollector.Cluster.Watching;
using Windsock.FlowCollector.Crossplane.Discovery;
using Windsock.FlowCollector.Crossplane.Reading;
using Windsock.Model.Platform;

namespace Windsock.FlowCollector.Crossplane.Watching;

/// <summary>The watches of all types, which outlive a restart of the source: what they know makes the next list a difference. Changed by the
/// source alone; read by scrapes.</summary>
internal sealed class CrossplaneWatches(CrossplaneOptions options, KubernetesOptions kubernetes, KubernetesApi api, WatchTimings timings, TimeProvider time, CrossplaneLog log)
{
    private readonly ConcurrentDictionary<string, CrossplaneWatch> _byType = new(StringComparer.Ordinal);
    private readonly ObjectBudget _claims = new(options.MaxObjects);
    private readonly ObjectBudget _managed = new(options.MaxObjects);
    private volatile ImmutableHolder _types = new([]);
    private int _leftOut;

    public WatchCounts Counts { get; } = new();

    public PartTypes Parts { get; } = new();

    /// <summary>As of the last look, in the order in which they are watched.</summary>
    public ImmutableArray<CrossplaneType> Types
    {
        get => _types.Types;
        set => _types = new ImmutableHolder(value);
    }

    public ICollection<CrossplaneWatch> All => _byType.Values;

    /// <summary>Types that would be watched if there were room.</summary>
    public int LeftOut => Volatile.Read(ref _leftOut);

    /// <summary>Objects for which there was no room, each time they came.</summary>
    public long Refused => _byType.Values.Sum(watch => watch.Statistics.Known.Refused);

    public int ObjectsOf(ResourceRole role) => _byType.Values.Where(watch => watch.Type.Role == role).Sum(watch => watch.Statistics.Known.Count);

    /// <summary>Those that are to be watched and are not yet, as far as there is room.</summary>
    public IReadOnlyList<CrossplaneWatch> AddMissing()
    {
        var (added, leftOut) = (new List<CrossplaneWatch>(), 0);
        foreach (var type in Types.Where(IsWanted))
        {
            _byType.TryGetValue(type.FullName, out var known);
            if (known?.Type == type && known.IsRunning)
            {
                continue;
            }

            if (known is null && _byType.Count >= options.MaxTypes)
            {
                leftOut++;
                continue;
            }

            // The same objects under another version of the API have the same UIDs and versions of their own.
            var watch = known is not null && known.Type == type ? known : Create(type, known?.Statistics);
            _byType[type.FullName] = watch;
            added.Add(watch);
        }

        Volatile.Write(ref _leftOut, leftOut);
        return added;
    }

    /// <summary>Those whose type is not there any more, or is there in another version.</summary>
    public IReadOnlyList<CrossplaneWatch> Outdated() => [.. _byType.Values.Where(watch => !Types.Contains(watch.Type))];

    /// <summary>The type is there, in whatever version.</summary>
    public bool Has(CrossplaneType type) => Types.Any(other => other.FullName == type.FullName);

    public void Remove(CrossplaneWatch watch) => _byType.TryRemove(watch.Type.FullName, out _);

    private bool IsWanted(CrossplaneType type) => type.Role != ResourceRole.Managed || (options.Managed && Parts.AreNamed(type.Group, type.Kind));

    private CrossplaneWatch Create(CrossplaneType type, WatchStatistics? known)
    {
        var statistics = known ?? new WatchStatistics(type.FullName, Counts, type.Role == ResourceRole.Managed ? _managed : _claims);
        return new CrossplaneWatch(type, new ObjectWatch<CrossplaneObject>(
            type.Path, new CrossplaneMapper(type), api, kubernetes, timings, time, log.Of(type.FullName), statistics));
    }

    /// <summary>So that the array can be published to other threads in one write.</summary>
    private sealed record ImmutableHolder(ImmutableArray<CrossplaneType> Types);
}
