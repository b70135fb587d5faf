using System.Collections.Immutable;
using Windsock.Detection.Tests.Connections;
using Windsock.Model.Cluster;
using Windsock.Model.Flows;
using Windsock.Model.Identity;
using Windsock.Model.Sources;
using Windsock.Model.Tries;

namespace Windsock.Detection.Tests.Tries;

/// <summary>Flows, pods and facts in no sensible order, from a seed.</summary>
internal static class AnyLife
{
    public static void Play(TaskWatch watch, Random random, int count)
    {
        var now = 0.0;
        for (var index = 0; index < count; index++)
        {
            now += random.NextDouble() * 3;
            switch (random.Next(10))
            {
                case < 5:
                    watch.Observe(AnyBatch(random, now));
                    break;
                case 5:
                    watch.Observe(new TaskPodSeen(AnyPod(random, now), AnyOwner(random), SomePod.At(now)));
                    break;
                case 6:
                    watch.Observe(new TaskPodGone($"u{random.Next(24)}", SomePod.At(now)));
                    break;
                case 7:
                    watch.Observe(new EvidenceLost("hubble", LossReason.Unknown, random.Next(3), random.Next(2) == 0 ? Instant.Missing : SomePod.At(now - 5), SomePod.At(now)));
                    break;
                case 8:
                    var known = watch.Find(new StoryQuery());
                    var id = known.Length > 0 ? known[random.Next(known.Length)].Id : "none";
                    string[] states = ["success", "failed", "deferred", "", "running", "?"];
                    watch.Observe(new AirflowStateLearned(id, states[random.Next(6)], random.Next(2) == 0 ? default : ["o"], [], SomePod.At(now)));
                    break;
                default:
                    watch.Advance(SomePod.At(now));
                    break;
            }
        }

        // Whatever still ran ends.
        for (var index = 0; index < 24; index++)
        {
            watch.Observe(new TaskPodGone($"u{index}", SomePod.At(now)));
        }

        watch.Advance(SomePod.At(now + 5_000));
    }

    private static AttributedBatch AnyBatch(Random random, double now)
    {
        var flows = new Flow[random.Next(1, 5)];
        var attributions = new FlowAttribution[flows.Length];
        for (var index = 0; index < flows.Length; index++)
        {
            flows[index] = AnyFlow(random, now - random.NextDouble());
            attributions[index] = new FlowAttribution(
                AnySide(random), random.Next(5) == 0 ? AnySide(random) : default, random.Next(2) == 0 ? SomeFlow.Database : Some.World, SomeFlow.Site, AttributionKind.Task, AttributionClass.Exact);
        }

        return new AttributedBatch(new FlowBatch(flows, flows.Length, "test", SomePod.At(now)), attributions);
    }

    private static Flow AnyFlow(Random random, double at)
    {
        var call = new Dialogue { ClientPort = (ushort)random.Next(40_000, 40_020), ServerPort = (ushort)(random.Next(3) * 443) };
        return random.Next(12) switch
        {
            0 => call.SynAck(at),
            1 => call.Data(at),
            2 => call.ServerRst(at),
            3 => call.ClientRst(at),
            4 => call.Dropped(at, (DropReason)random.Next(256)),
            5 => SomeFlow.Http(at, (uint)random.Next(700)),
            6 => SomeFlow.Dns(at, random.Next(3) == 0 ? "" : $"n{random.Next(9)}.example.", (uint)random.Next(6), random.Next(2) == 0 ? [] : [Some.Ip("198.51.100.7")]),
            7 => SomeFlow.Http(at, 0) with { L7 = new HttpRecord(L7Kind.Request, TimeSpan.Zero, 0, "", "", "", ""), Verdict = Verdict.Dropped, Reply = ReplyState.Request },
            8 => SomeFlow.Packet(at) with { Time = Instant.Missing },
            9 => call.ServerFin(at),
            _ => call.Syn(at),
        };
    }

    private static SideAttribution AnySide(Random random) => random.Next(8) == 0
        ? new SideAttribution(null, AttributionClass.Ambiguous, AttributionReason.TwoPods, true)
        : new SideAttribution(AnyOwner(random), (AttributionClass)random.Next(2), AttributionReason.None, random.Next(8) != 0);

    private static Owner AnyOwner(Random random)
    {
        var pod = random.Next(24);
        var isNamed = random.Next(10) != 0;
        var role = (PodRole)(1 + (pod % 4));
        return new Owner
        {
            Kind = OwnerKind.Task,
            Role = role,
            PodUid = isNamed ? $"u{pod}" : "",
            Namespace = "airflow",
            PodName = $"pod-{pod}",
            Try = new TaskTry(new TaskKey("airflow", "etl", $"t{pod % 18}"), isNamed || pod % 2 == 0 ? "run1" : "", isNamed ? 1 : 0, -1, (IdForm)random.Next(3)),
        };
    }

    private static PodState AnyPod(Random random, double now)
    {
        var uid = $"u{random.Next(24)}";
        return random.Next(4) switch
        {
            0 => SomePod.Pending(uid),
            1 => SomePod.Running(uid, now),
            2 => SomePod.Ended(uid, random.Next(2), now, random.Next(2) == 0 ? "" : "OOMKilled"),
            _ => SomePod.Running(uid, now) with { Containers = [SomePod.Runs("istio-proxy"), SomePod.Ends("base", random.Next(2), now)] },
        };
    }
}
