using Windsock.Model.Cluster;
using Windsock.Model.Flows;
using Windsock.Model.Identity;

namespace Windsock.Attribution.Tests;

/// <summary>An attributor and short ways to feed and ask it. Changes are observed a little after the pod's start unless told.</summary>
internal sealed class AttributorFixture
{
    public AttributorFixture(Action<AttributionOptions>? configure = null)
    {
        var options = new AttributionOptions { NodeName = Some.Node, AirflowNamespaces = [Some.Namespace] };
        configure?.Invoke(options);
        Attributor = new FlowAttributor(options);
    }

    public FlowAttributor Attributor { get; }

    public AttributorFixture Apply(PodState pod, double at = 101)
    {
        Attributor.Apply(new PodApplied(pod, Some.At(at)));
        return this;
    }

    public AttributorFixture Remove(PodState pod, double at)
    {
        Attributor.Apply(new PodRemoved(pod.Uid, pod.Namespace, pod.Name, Some.At(at)));
        return this;
    }

    /// <summary>The view has moved on to that time.</summary>
    public AttributorFixture Reach(double at)
    {
        Attributor.Apply(new PodsSynced(Some.At(at)));
        return this;
    }

    public AttributionOutcome Ask(Flow flow, out FlowAttribution attribution, bool mayWait = false, double receivedAt = 1_000) =>
        Attributor.Attribute(flow, Some.At(receivedAt), mayWait, out attribution);

    public FlowAttribution Answer(Flow flow, double receivedAt = 500)
    {
        var outcome = Ask(flow, out var attribution, mayWait: false, receivedAt);
        Assert.Equal(AttributionOutcome.Attributed, outcome);
        return attribution;
    }

    /// <summary>The answer for a pod's own traffic to the world.</summary>
    public SideAttribution Client(PodState pod, string ip, double at = 110) =>
        Answer(Some.Flow(Some.Endpoint(pod), ip, Some.World, "203.0.113.5", at)).Client;

    /// <summary>The answer when only the address is known.</summary>
    public SideAttribution ClientByAddress(string ip, double at = 110) =>
        Answer(Some.Flow(Endpoint.None, ip, Some.World, "203.0.113.5", at)).Client;
}
