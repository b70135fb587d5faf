using Microsoft.Extensions.Logging.Abstractions;
using Windsock.Detection;
using Windsock.Detection.Platform;
using Windsock.Detection.Platform.Crossplane;
using Windsock.FlowCollector.Cluster;
using Windsock.FlowCollector.Crossplane;
using Windsock.Model.Findings;
using Windsock.Model.Flows;
using Windsock.Model.Identity;
using Windsock.Model.Platform;
using Windsock.Pipeline.Accounting;
using Windsock.Pipeline.Queues;
using Windsock.Pipeline.Sources;

namespace Windsock.EndToEnd.Tests.Crossplane;

/// <summary>Crossplane as the agent sees and understands it, without the rest of the agent: the source, and the branch behind it.</summary>
internal sealed class FollowedCrossplane : IPlatformObserver, IFindingObserver, IAsyncDisposable
{
    private readonly Lock _lock = new();
    private readonly CrossplaneParts _parts;
    private readonly BoundedQueue<PlatformBatch> _queue = new("platform", 64, singleWriter: false);
    private readonly CancellationTokenSource _stop = new();
    private readonly TaskWatch _watch;
    private readonly Task _run;
    private readonly Task _pump;
    private readonly List<PlatformEvent> _events = [];
    private readonly List<PlatformMoment> _moments = [];
    private readonly List<Finding> _findings = [];

    public FollowedCrossplane(string kubeconfig)
    {
        _watch = new TaskWatch(new DetectionOptions(), [], [], surroundings: new DetectionSurroundings
        {
            StartedAt = Now,
            Findings = [this],
            Platform = [this],
            PlatformOptions = new PlatformOptions { Claims = new ClaimWatchOptions { OwnerWait = TimeSpan.FromSeconds(5) } },
        });
        _parts = CrossplaneRegistration.Create(
            new CrossplaneOptions { Enabled = true }, new KubernetesOptions { Kubeconfig = kubeconfig }, TimeProvider.System, NullLoggerFactory.Instance);
        _run = _parts.Sources.Single().RunAsync(new PlatformWriter(_queue, Ledger), _stop.Token);
        _pump = PumpAsync();
    }

    public PlatformLedger Ledger { get; } = new("crossplane");

    public static Instant Now => Instant.FromDateTimeOffset(TimeProvider.System.GetUtcNow());

    public IReadOnlyList<PlatformEvent> Events => Copy(_events);

    public IReadOnlyList<PlatformMoment> Moments => Copy(_moments);

    public IReadOnlyList<Finding> Findings => Copy(_findings);

    /// <summary>An audit source tells that a task has created the resource.</summary>
    public void TellCreation(ResourceName name, TaskTry by, Instant at)
    {
        var action = new PlatformAction(Now)
        {
            Source = "kubernetes_audit",
            Id = "1",
            System = PlatformSystem.Crossplane,
            Verb = "create",
            Target = new ActionTarget(name.ApiGroup, name.Resource, "", name.Namespace, name.Name),
            Caller = ActionCaller.Nobody,
            Outcome = ActionOutcome.Succeeded,
            Code = 201,
            At = at,
        };
        var owner = new Owner { Kind = OwnerKind.Task, Try = by, Namespace = by.Task.Namespace, PodName = "pod", PodUid = "uid" };
        Take([new AttributedEvent(action, new ActionAttribution(owner, AttributionClass.Exact, CallerEvidence.PodUid))]);
    }

    public void Advance(Instant now)
    {
        lock (_lock)
        {
            _watch.Advance(now);
        }
    }

    public void Observe(AttributedAction action)
    {
        // Only what more than one event shows is looked at.
    }

    public void Observe(PlatformMoment moment) => _moments.Add(moment);

    public void Observe(Finding finding) => _findings.Add(finding);

    public void Observe(AllClear clear)
    {
        // Nothing is over here.
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _run;
        _queue.Complete();
        await _pump;
        _parts.Dispose();
        _stop.Dispose();
    }

    private async Task PumpAsync()
    {
        while (await _queue.WaitToReadAsync())
        {
            while (_queue.TryRead(out var batch))
            {
                Take([.. batch.Events.Select(@event => new AttributedEvent(@event, ActionAttribution.Unknown))]);
            }
        }
    }

    private void Take(AttributedEvent[] events)
    {
        lock (_lock)
        {
            _events.AddRange(events.Select(@event => @event.Event));
            _watch.Observe(new AttributedPlatformBatch([.. events], "crossplane", Now));
        }
    }

    private List<T> Copy<T>(List<T> list)
    {
        lock (_lock)
        {
            return [.. list];
        }
    }
}
