using Windsock.Detection.Tests.Tries;
using Windsock.Model.Calls;
using Windsock.Model.Cluster;
using Windsock.Model.Findings;
using Windsock.Model.Flows;
using Windsock.Model.Identity;
using Windsock.Model.Sources;
using Windsock.Model.State;
using Windsock.Model.Tries;

namespace Windsock.Detection.Tests.Anomalies;

/// <summary>A task that runs every hour, watched from flows to findings. Each run does what the test says.</summary>
internal sealed class Schedule : IFindingObserver
{
    private readonly TaskWatch _watch;
    private double _now;
    private int _run;

    public Schedule(Action<DetectionOptions>? configure = null, IStateStore? store = null, string node = "worker-1")
    {
        var options = new DetectionOptions();
        configure?.Invoke(options);
        _watch = new TaskWatch(options, [], [], surroundings: new DetectionSurroundings { Node = node, Store = store, Findings = [this], StartedAt = SomePod.At(0) });
    }

    /// <summary>Of the last run, or since <see cref="Hush"/>.</summary>
    public List<Finding> Findings { get; } = [];

    public List<AllClear> Clears { get; } = [];

    public TaskWatch Watch => _watch;

    public Instant Now => SomePod.At(_now);

    public Finding Only => Assert.Single(Findings);

    /// <summary>One try of <c>etl.load</c>, an hour after the last: its pod comes, it does something for two minutes and ends.</summary>
    public Schedule Run(
        Action<Work> work, int exitCode = 0, int number = 1, string task = "load", string dag = "etl", long lost = 0, string account = "etl-sa", string? run = null, Action? whileRunning = null)
    {
        Hush();
        _now += 3_600;
        _run++;
        var uid = $"{dag}-{task}-{_run}-{number}";
        var owner = Watching.Owner(uid, dag: dag, task: task, run: run ?? $"run{_run}", number: number, account: account);
        Tell(new TaskPodSeen(SomePod.Pending(uid), owner, Now));
        Tell(new TaskPodSeen(SomePod.Running(uid, _now + 1), owner, SomePod.At(_now + 1)));
        _now += 2;
        var doing = new Work(_watch, owner, _now);
        work(doing);
        _now = Math.Max(_now + 120, doing.Now);
        if (lost > 0)
        {
            _watch.Observe(new EvidenceLost("hubble", LossReason.HubbleRingBuffer, lost, SomePod.At(_now - 60), Now));
        }

        _watch.Advance(Now);
        whileRunning?.Invoke();
        Tell(new TaskPodSeen(SomePod.Ended(uid, exitCode, _now), owner, Now));
        _now += 60;
        _watch.Advance(Now);
        return this;
    }

    public Schedule Runs(int times, Action<Work> work, string task = "load")
    {
        for (var run = 0; run < times; run++)
        {
            Run(work, task: task);
        }

        return this;
    }

    public void Advance(double seconds)
    {
        _now += seconds;
        _watch.Advance(Now);
    }

    public void Tell(TaskFact fact) => _watch.Observe(fact);

    public void Hush()
    {
        Findings.Clear();
        Clears.Clear();
    }

    void IFindingObserver.Observe(Finding finding) => Findings.Add(finding);

    void IFindingObserver.Observe(AllClear clear) => Clears.Add(clear);
}
