using System.Collections.Immutable;
using Windsock.Agent.Simulation.Truth;
using Windsock.Agent.Simulation.World;
using Windsock.Attribution;
using Windsock.Model.Cluster;
using Windsock.Model.Flows;
using Windsock.Model.Identity;
using FlowEnd = Windsock.Agent.Simulation.World.FlowEnd;

namespace Windsock.Agent.Tests.Simulation;

/// <summary>The agent's attribution against the truth, flow by flow, without wire formats and without clocks: when a reconciliation
/// is off, this says which rule disagrees.</summary>
public sealed class AttributionAgreementTests
{
    private static readonly TimeSpan WaitRoom = TimeSpan.FromSeconds(3);

    public static TheoryData<int> Seeds => [.. Enumerable.Range(1, 20)];

    [Theory]
    [MemberData(nameof(Seeds))]
    public void Truth_and_attribution_agree_on_every_flow(int seed)
    {
        var lives = new PodLives();
        var judge = new FlowJudge(lives);
        var attributor = new FlowAttributor(new AttributionOptions { AirflowNamespaces = WorldSettings.AirflowNamespaces, NodeName = "worker-1" });
        var interned = new SimulatedInput();
        var waiting = new List<(SimulatedFlow Flow, Instant At, FlowOutcome Outcome)>();
        var disagreements = new List<string>();
        var counted = 0;
        foreach (var happening in SomeWorld.Played(SomeWorld.Settings(seed), 40))
        {
            lives.Observe(happening);
            var now = Instant.FromDateTimeOffset(SomeWorld.Noon + happening.At);
            if (happening is PodShown { Snapshot: var snapshot })
            {
                attributor.Apply(new PodApplied(SimulatedInput.StateOf(snapshot), now));
            }
            else if (happening is PodHidden { Snapshot.Pod: var pod })
            {
                attributor.Apply(new PodRemoved(pod.Uid, pod.Namespace, pod.Name, now));
            }
            else if (happening is FlowSeen seen)
            {
                var one = (seen.Flow, now, judge.Judge(seen.Flow));
                if (!IsDone(one, now))
                {
                    waiting.Add(one);
                }

                continue;
            }

            // The wait room asks again when the view has changed.
            waiting.RemoveAll(one => IsDone(one, now));
        }

        waiting.RemoveAll(one => IsDone(one, Instant.Never));
        Assert.Empty(waiting);
        Assert.True(disagreements.Count == 0, string.Join('\n', disagreements.Distinct().Take(20)));
        Assert.InRange(counted, 8_000, 16_000);

        bool IsDone((SimulatedFlow Flow, Instant At, FlowOutcome Outcome) one, Instant now)
        {
            var flow = interned.FlowOf(one.Flow);
            var mayWait = now != Instant.Never && now.Since(one.At) < WaitRoom;
            if (attributor.Attribute(flow, one.At, mayWait, out var answer) == AttributionOutcome.Wait)
            {
                return false;
            }

            counted++;
            var (said, expected) = (Told(answer), Told(one.Outcome));
            if (said != expected)
            {
                disagreements.Add($"{Described(one.Flow)}: expected {expected}, attributed {said} ({answer.Client.Reason}, {answer.Server.Reason})");
            }

            return true;
        }
    }

    private static string Told(FlowOutcome outcome)
    {
        var sides = outcome.Series.Where(series => series.Family == "windsock_flow_events_total")
            .Select(series => series.Labels.Split(',').ToDictionary(label => label.Split('=')[0], label => label.Split('=')[1]))
            .Select(labels => $"{labels["direction"]} {labels["namespace"]}/{labels["dag_id"]}/{labels["task_id"]} peer {labels["peer_kind"]}");
        return $"{outcome.Kind}/{outcome.Class} {string.Join("; ", sides.Order())}";
    }

    private static string Told(in FlowAttribution answer)
    {
        var sides = new List<string>();
        if (answer.Client is { IsTask: true, Decides: true, Owner.Task: { } client })
        {
            sides.Add($"egress {client.Namespace}/{client.DagId}/{client.TaskId} peer {answer.ServerAsPeer.Kind.ToString().ToLowerInvariant()}");
        }

        if (answer.Server is { IsTask: true, Decides: true, Owner.Task: { } server })
        {
            sides.Add($"ingress {server.Namespace}/{server.DagId}/{server.TaskId} peer {answer.ClientAsPeer.Kind.ToString().ToLowerInvariant()}");
        }

        return $"{answer.Kind}/{answer.Class} {string.Join("; ", sides.Order())}";
    }

    private static string Described(SimulatedFlow flow) => $"{Described(flow.Source)} -> {Described(flow.Destination)} reply {flow.IsReply}";

    private static string Described(FlowEnd end) => end.Pod is { } pod ? $"{(end.IsNamed ? "" : "address of ")}{pod.Namespace}/{pod.Owner.Kind} {pod.Owner.DagId}" : end.Entity;
}
