using System.Collections.Immutable;
using System.Globalization;
using Windsock.Agent.Simulation.World;
using Windsock.Model.Flows;

namespace Windsock.Agent.Simulation.Truth;

/// <summary>Works out from what really happened how a flow must be attributed and counted (DESIGN sections 3 and 4). It sees the
/// simulated flow, never its encoding.</summary>
/// <param name="hearsProxies">The agent hears the sidecars of this node: then they count the requests of their pods.</param>
internal sealed class FlowJudge(PodLives lives, bool hearsProxies = false)
{
    public FlowOutcome Judge(SimulatedFlow flow)
    {
        var kind = TrueOwnerKind.Other;
        TrueClass? worst = null;
        var sides = ImmutableArray.CreateBuilder<TrueSide>();
        var series = ImmutableArray.CreateBuilder<TrueSeries>();
        foreach (var (end, other, direction) in new[] { (flow.Client, flow.Server, "egress"), (flow.Server, flow.Client, "ingress") })
        {
            if (end.Pod is not { IsLocal: true } pod)
            {
                continue;
            }

            var sureness = ClassOf(flow, end, pod);
            worst = worst is { } so && so > sureness ? so : sureness;
            if (sureness > TrueClass.Inferred)
            {
                continue;
            }

            kind = pod.Owner.Kind < kind ? pod.Owner.Kind : kind;
            if (pod.Owner.Kind == TrueOwnerKind.Task)
            {
                var side = new TrueSide(pod.Owner, direction, PeerKindOf(other));
                sides.Add(side);
                Count(flow, side, hearsProxies && pod.Sidecar is not null, series);
            }
        }

        return new FlowOutcome(kind, worst ?? TrueClass.Unknown, sides.ToImmutable(), series.ToImmutable());
    }

    private TrueClass ClassOf(SimulatedFlow flow, FlowEnd end, SimulatedPod pod)
    {
        if (!pod.IsShown)
        {
            return TrueClass.Unknown;
        }

        if (!end.IsNamed)
        {
            return lives.RunningAt(end.Ip) > 1 ? TrueClass.Ambiguous : TrueClass.Inferred;
        }

        return !flow.CarriesTime || lives.HasEnded(pod) ? TrueClass.Inferred : TrueClass.Exact;
    }

    /// <summary>Best name first: task, service, workload, DNS, entity.</summary>
    private static string PeerKindOf(FlowEnd peer) => peer switch
    {
        { Pod: { IsLocal: true, IsShown: true, Owner.Kind: TrueOwnerKind.Task } } => "task",
        { Service: not null } => "service",
        { Workload: not null } => "workload",

        // A named pod of another node: its workload is read off its name.
        { IsNamed: true, Names.IsEmpty: true } => "workload",
        { Names.IsEmpty: false } => "dns",
        { Entity.Length: > 0 } => "entity",
        _ => "unknown",
    };

    private static void Count(SimulatedFlow flow, TrueSide of, bool hasTeller, ImmutableArray<TrueSeries>.Builder series)
    {
        (string, string)[] ids = [("namespace", of.Task.Namespace), ("dag_id", of.Task.DagId), ("task_id", of.Task.TaskId)];
        (string, string) side = ("direction", of.Direction);
        (string, string) peer = ("peer_kind", of.PeerKind);
        series.Add(TrueSeries.Of(
            "windsock_flow_events_total",
            [.. ids, side, peer, ("verdict", PublicSpelling.Of(flow.Verdict)), ("protocol", PublicSpelling.Of(flow.Protocol))]));
        if (flow.Verdict == Verdict.Dropped)
        {
            series.Add(TrueSeries.Of("windsock_drops_total", [.. ids, side, peer, ("reason", PublicSpelling.Of(flow.DropReason))]));
        }

        switch (flow.L7)
        {
            case SimulatedHttp { Kind: L7Kind.Response } http when !hasTeller:
                var code = http.Code.ToString(CultureInfo.InvariantCulture);
                series.Add(TrueSeries.Of("windsock_http_requests_total", [.. ids, side, ("method", http.Method), ("code", code)]));
                break;
            case SimulatedDns { Kind: L7Kind.Response } dns:
                series.Add(TrueSeries.Of("windsock_dns_queries_total", [.. ids, ("rcode", PublicSpelling.OfRcode(dns.Rcode))]));
                break;
        }
    }
}
