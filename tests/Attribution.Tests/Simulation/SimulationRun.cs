using Windsock.Model.Cluster;
using Windsock.Model.Identity;

namespace Windsock.Attribution.Tests.Simulation;

/// <summary>Plays one world to an attributor (and its twin) and judges every final answer by the truth.</summary>
internal sealed class SimulationRun(int seed, int podCount, bool withTwin)
{
    private const double Tolerance = 2;

    /// <summary>The lag of the view and the difference of two clocks: past this an address is settled.</summary>
    private const double Settle = SimulatedWorld.MaxLag + (2 * SimulatedWorld.MaxClockError) + 0.1;

    private PlainAttributor? _twin;
    private SimulatedWorld _world = null!;
    private FlowAttributor _attributor = null!;

    public int NamedAsked { get; private set; }

    public int NamedFound { get; private set; }

    public int AddressAsked { get; private set; }

    public int AddressFound { get; private set; }

    public void Play()
    {
        _world = new SimulatedWorld(seed, podCount);
        _attributor = new FlowAttributor(new AttributionOptions
        {
            Scope = _world.IsClusterScope ? AttributionScope.Cluster : AttributionScope.Node,
            NodeName = "node-0",
            ClockToleranceSeconds = Tolerance,
            AddressSettleSeconds = Settle,
            MaxEndpoints = 256,
        });
        _twin = withTwin ? new PlainAttributor(_world.IsClusterScope, Tolerance, Settle) : null;
        _world.Events.Sort((left, right) => left.At.CompareTo(right.At));
        foreach (var (at, happened) in _world.Events)
        {
            Play(at, happened);
        }
    }

    private void Play(double at, SimulatedEvent happened)
    {
        var now = _world.AgentClock.Here(at);
        switch (happened)
        {
            case SimulatedEvent.Applied applied:
                _attributor.Apply(new PodApplied(applied.Pod, now));
                _twin?.Apply(applied.Pod, now);
                break;
            case SimulatedEvent.Removed { Pod: var pod }:
                _attributor.Apply(new PodRemoved(pod.Uid, Some.Namespace, pod.Name, now));
                _twin?.Remove(pod.Uid, pod.Name, now);
                break;
            case SimulatedEvent.Asked asked:
                Ask(asked, mayWait: true);
                break;
            case SimulatedEvent.WaitOver { Question: var question }:
                Ask(question, mayWait: false);
                break;
        }
    }

    private void Ask(SimulatedEvent.Asked question, bool mayWait)
    {
        if (question.IsAnswered)
        {
            return;
        }

        var outcome = _attributor.Attribute(question.Flow, question.ReceivedAt, mayWait, out var attribution);
        var side = attribution.Client;
        if (_twin is not null)
        {
            var expected = _twin.Ask(question.Flow, question.ReceivedAt, mayWait);
            var actual = (outcome, side.Owner?.PodUid ?? "", side.Class, side.Reason);
            Assert.True(expected == actual, $"seed {seed}: twin says {expected}, tables say {actual} for {question.Truth.Uid} at {question.Flow.Time}");
        }

        if (outcome == AttributionOutcome.Wait)
        {
            return;
        }

        question.IsAnswered = true;
        Judge(question, side);
    }

    private void Judge(SimulatedEvent.Asked question, SideAttribution side)
    {
        var isFound = side.Class is AttributionClass.Exact or AttributionClass.Inferred;
        Assert.True(
            !isFound || side.Owner!.PodUid == question.Truth.Uid,
            $"seed {seed}: {side.Owner?.PodUid} ({side.Class}, {side.Reason}) instead of {question.Truth.Uid} at {question.Flow.Time}");
        NamedAsked += question.HasName ? 1 : 0;
        NamedFound += question.HasName && isFound ? 1 : 0;
        AddressAsked += question.HasName ? 0 : 1;
        AddressFound += !question.HasName && isFound ? 1 : 0;
    }
}
