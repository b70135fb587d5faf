using System.Collections.Immutable;
using Windsock.Agent.Simulation.World;
using Windsock.Model.Tries;

namespace Windsock.Agent.Simulation.Truth;

/// <summary>The books of tries: which pods worked for each, how they ended, and why it failed if it did. One thread.</summary>
/// <param name="hearsProxies">Whether reasons are told as the proxies know them.</param>
/// <param name="hearsPlatform">Whether reasons are told as the platform's own records know them.</param>
internal sealed class TryBooks(bool hearsProxies = false, bool hearsPlatform = false)
{
    private readonly Dictionary<TaskRun, Entry> _entries = [];
    private readonly Dictionary<TaskRun, TrueReason> _reasons = [];

    public void Observe(WorldEvent happening)
    {
        switch (happening)
        {
            case TryDoomed doomed:
                _reasons[doomed.Run] = doomed.Reason;
                break;
            case PodStarted { Pod: { Run: { } run, IsShown: true, Owner.Kind: TrueOwnerKind.Task } pod }:
                EntryOf(run).Pods.Add(pod);
                break;
            case PodEnded { Pod: { Run: { } run } pod } ended when _entries.TryGetValue(run, out var entry):
                entry.Ends[pod.Uid] = (ended.At, ended.ExitCode);
                break;
            case PodShown { Snapshot: { FinishedAt: not null, Pod: { Run: { } run } pod } } when _entries.TryGetValue(run, out var entry):
                entry.ShownEnded.Add(pod.Uid);
                break;
        }
    }

    /// <summary>Those whose every pod has ended and is shown so, in the order of their ends.</summary>
    public ImmutableArray<TrueTry> Ended() =>
    [
        .. _entries.Where(one => one.Value.Pods.TrueForAll(pod => one.Value.ShownEnded.Contains(pod.Uid)))
            .Select(one => Close(one.Key, one.Value))
            .OrderBy(one => one.EndedAt),
    ];

    private TrueTry Close(TaskRun run, Entry entry) => new(
        run,
        entry.Pods[0].Owner,
        [.. entry.Pods.Select(pod => pod.Uid)],
        ResultOf(entry),
        _reasons.GetValueOrDefault(run)?.To(hearsProxies, hearsPlatform),
        entry.Ends.Values.Max(end => end.At));

    /// <summary>The pod that does the work says how it ended; an executor's pod only when it broke itself.</summary>
    private static TryResult ResultOf(Entry entry)
    {
        var isBroken = entry.Pods.Exists(pod => entry.Ends[pod.Uid].ExitCode != 0);
        var saysSuccess = entry.Pods.Exists(pod => pod.Role is TrueRole.Operator or TrueRole.SparkDriver);
        return isBroken ? TryResult.Failed : saysSuccess ? TryResult.Succeeded : TryResult.Unknown;
    }

    private Entry EntryOf(TaskRun run)
    {
        if (!_entries.TryGetValue(run, out var entry))
        {
            _entries.Add(run, entry = new Entry());
        }

        return entry;
    }

    private sealed class Entry
    {
        public List<SimulatedPod> Pods { get; } = [];

        public HashSet<string> ShownEnded { get; } = new(StringComparer.Ordinal);

        public Dictionary<string, (TimeSpan At, int ExitCode)> Ends { get; } = new(StringComparer.Ordinal);
    }
}
