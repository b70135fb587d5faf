using Windsock.Agent.Simulation.World;
using Windsock.Attribution;
using Windsock.Model.Calls;
using Windsock.Model.Cluster;
using Windsock.Model.Flows;
using Windsock.Model.Identity;
using Windsock.Model.Tries;

namespace Windsock.Agent.Tests.Simulation;

/// <summary>Plays a simulated world to a branch of the data path without wire formats, threads or clocks: what takes a minute takes
/// a moment, and a disagreement is the rules' own.</summary>
/// <param name="calls">Told of what the sidecars of the node write, a second at a time as they send it; null: nobody hears them.</param>
/// <param name="seesFlows">False: no Hubble shows flows.</param>
internal sealed class SimulatedFeed(ITaskObserver observer, ICallConsumer? calls = null, bool seesFlows = true)
{
    private static readonly TimeSpan WaitRoom = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan Beat = TimeSpan.FromMilliseconds(500);

    private readonly FlowAttributor _attributor = new(new AttributionOptions { AirflowNamespaces = WorldSettings.AirflowNamespaces, NodeName = "worker-1" });
    private readonly SimulatedInput _input = new();
    private readonly List<Call> _calls = [];
    private readonly List<(Flow Flow, Instant ReceivedAt)> _waiting = [];
    private TimeSpan _beatAt = Beat;

    /// <summary>The events, and then as much time as any decision takes.</summary>
    public void Play(IEnumerable<WorldEvent> events)
    {
        var last = TimeSpan.Zero;
        foreach (var happening in events)
        {
            last = happening.At > last ? happening.At : last;
            PassTime(last);
            Take(happening, At(last));
        }

        PassTime(last + TimeSpan.FromSeconds(60));
    }

    private static Instant At(TimeSpan offset) => Instant.FromDateTimeOffset(SomeWorld.Noon + offset);

    private void PassTime(TimeSpan until)
    {
        for (; _beatAt <= until; _beatAt += Beat)
        {
            Reconsider(At(_beatAt));
            TellCalls(At(_beatAt));
            observer.Advance(At(_beatAt));
        }
    }

    private void Take(WorldEvent happening, Instant now)
    {
        switch (happening)
        {
            case PodShown { Snapshot: var snapshot }:
                var pod = SimulatedInput.StateOf(snapshot);
                _attributor.Apply(new PodApplied(pod, now));
                Reconsider(now);
                if (_attributor.OwnerOf(pod.Uid) is { Kind: OwnerKind.Task } owner)
                {
                    observer.Observe(new TaskPodSeen(pod, owner, now));
                }

                break;
            case PodHidden { Snapshot.Pod: var gone }:
                _attributor.Apply(new PodRemoved(gone.Uid, gone.Namespace, gone.Name, now));
                observer.Observe(new TaskPodGone(gone.Uid, now));
                break;
            case TroubleStruck { Trouble: Agent.Simulation.World.EventsLost lost }:
                observer.Observe(new EvidenceLost("hubble", lost.Reason, lost.Count, Instant.Missing, now));
                break;
            case CallSeen { Call: { Reporter.IsLocal: true } call } when calls is not null:
                _calls.Add(_input.CallOf(call));
                break;
            case FlowSeen { Flow: var flow } when seesFlows:
                _waiting.Add((_input.FlowOf(flow), now));
                Reconsider(now, _waiting.Count - 1);
                break;
        }
    }

    private void TellCalls(Instant now)
    {
        foreach (var call in _calls)
        {
            var flow = new Flow
            {
                Time = call.Time,
                SourceIp = call.ClientIp,
                DestinationIp = call.ServerIp,
                Source = call.Client,
                Destination = call.Server,
                SourcePort = call.ClientPort,
                DestinationPort = call.ServerPort,
                DestinationService = call.Service,
                NodeName = call.NodeName,
                Protocol = L4Protocol.Tcp,
                Type = FlowType.L7,
                Verdict = Verdict.Forwarded,
            };
            _attributor.Attribute(flow, now, mayWait: false, out var attribution);
            calls!.Observe(new AttributedCalls(new CallBatch([call], 1, "istio", now), [attribution]));
        }

        _calls.Clear();
    }

    private void Reconsider(Instant now, int from = 0)
    {
        for (var index = from; index < _waiting.Count; index++)
        {
            var (flow, receivedAt) = _waiting[index];
            var mayWait = now.Since(receivedAt) < WaitRoom;
            if (_attributor.Attribute(flow, receivedAt, mayWait, out var attribution) == AttributionOutcome.Attributed)
            {
                _waiting.RemoveAt(index--);
                observer.Observe(new AttributedBatch(new FlowBatch([flow], 1, "hubble", receivedAt), [attribution]));
            }
        }
    }
}
