using System.Collections.Immutable;
using Windsock.Evaluation.Traces.Clusters;
using Windsock.Evaluation.Traces.Encoding;
using Windsock.Evaluation.Traces.Incidents;
using Windsock.Evaluation.Traces.Runs;
using Windsock.Model.Cluster;
using Windsock.Model.Flows;
using Windsock.Model.Identity;
using Windsock.Model.Tries;

namespace Windsock.Evaluation.Traces;

/// <summary>A simulated cluster that is played once, from its first day to its last. Memory is bounded by what runs at one time.</summary>
internal sealed class ClusterTrace
{
    private static readonly TimeSpan Tick = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan RetryDelay = TimeSpan.FromMinutes(5);

    private readonly TraceOptions _options;
    private readonly IncidentPlan _plan;
    private readonly TryComposer _composer;
    private readonly LossDice _losses;
    private readonly Randomness _random;
    private readonly EventQueue _queue = new();
    private readonly Dictionary<string, TryRun> _running = new(StringComparer.Ordinal);
    private readonly Action<TryRun>? _onTry;
    private BatchWriter _writer = null!;
    private Instant _tickedAt = TraceOptions.Start;

    /// <param name="onTry">Told of every try before any of it is encoded; null: nobody is.</param>
    public ClusterTrace(TraceOptions options, Action<TryRun>? onTry = null)
    {
        _options = options;
        _onTry = onTry;
        _random = new Randomness(options.Seed);
        Cluster = ClusterPlanner.Draw(options, _random.Fork(1));
        _plan = IncidentPlanner.Draw(options, Cluster, _random.Fork(2), Truth);
        _composer = new TryComposer(_plan, Truth, _random.Fork(3), options.Seed);
        _losses = new LossDice(_plan.Losses, _random.Fork(4));
    }

    /// <summary>Complete when the trace has been played.</summary>
    public Truth Truth { get; } = new();

    public ClusterPlan Cluster { get; }

    public void Play(ITraceReader reader)
    {
        _writer = new BatchWriter(reader);
        TellNamespaces(TraceOptions.Start);
        foreach (var dag in Cluster.Dags)
        {
            AddNextRun(dag.Runs(_options.Days).GetEnumerator(), dag);
        }

        foreach (var claim in _plan.Claims)
        {
            _queue.Add(claim.At, EventKind.Claim, claim);
        }

        foreach (var restart in _plan.Restarts)
        {
            _queue.Add(restart, EventKind.Restart, this);
        }

        while (_queue.Count > 0)
        {
            var (what, at) = _queue.Take();
            TickUntil(at);
            Happen(what, at);
        }

        TickUntil(_tickedAt.Add(TimeSpan.FromMinutes(20)));
        Truth.LostFlows = _losses.Lost;
        Truth.Incidents.RemoveAll(incident => incident.Start.IsMissing);
    }

    private void TickUntil(Instant at)
    {
        while (_tickedAt.Add(Tick) <= at)
        {
            _tickedAt = _tickedAt.Add(Tick);
            foreach (var fact in _losses.Told(_tickedAt))
            {
                _writer.Add(fact);
            }

            _writer.Advance(_tickedAt);
        }
    }

    private void Happen(SimulatedEvent what, Instant at)
    {
        switch (what.Subject)
        {
            case Runs run:
                _queue.Add(at, EventKind.TaskDue, new TryTicket(run.Dag, at, 0));
                AddNextRun(run.Left, run.Dag);
                break;
            case TryTicket ticket when what.Kind == EventKind.TaskDue:
                BeginTask(ticket, at);
                break;
            case TryTicket ticket:
                BeginTry(ticket, at);
                break;
            case LiveTry live:
                ChangePod(live, what.Kind, at);
                break;
            case TryRun attempt:
                Log(attempt, (Dial)what.Detail!, what.Kind, at);
                break;
            case Caller caller:
                Show(caller, what, at);
                break;
            case FalseClaim claim:
                Claim(claim, at);
                break;
            default:
                Restart(at);
                break;
        }
    }

    private void AddNextRun(IEnumerator<Instant> runs, DagPlan dag)
    {
        if (runs.MoveNext())
        {
            _queue.Add(runs.Current, EventKind.RunDue, new Runs(dag, runs));
        }
    }

    private void BeginTask(TryTicket ticket, Instant at)
    {
        var task = ticket.Task;
        for (var index = 0; index < Math.Max(1, task.MapCount); index++)
        {
            var mapped = ticket with { Number = 1, MapIndex = task.MapCount == 0 ? -1 : index };
            _queue.Add(at.Add(TimeSpan.FromSeconds(_random.Between(1, 6.0))), EventKind.TryDue, mapped);
        }
    }

    private void BeginTry(TryTicket ticket, Instant at)
    {
        var attempt = _composer.Compose(ticket.Dag, ticket.Task, ticket.Run, at.Add(TimeSpan.FromSeconds(2)), ticket.Number, ticket.MapIndex);
        _onTry?.Invoke(attempt);
        var live = new LiveTry(attempt, ticket);
        _queue.Add(at, EventKind.PodPending, live);
        _queue.Add(attempt.Start, EventKind.PodRunning, live);
        attempt.Questions.ForEach(question => DialScript.Write(_queue, attempt.Caller, question));
        attempt.Dials.ForEach(dial => DialScript.Write(_queue, attempt.Caller, dial, attempt));
        _queue.Add(attempt.End.Add(TimeSpan.FromMilliseconds(200)), EventKind.PodEnded, live);
        _queue.Add(attempt.End.Add(TimeSpan.FromMinutes(2)), EventKind.PodGone, live);
    }

    private void ChangePod(LiveTry live, EventKind kind, Instant at)
    {
        var attempt = live.Try;
        switch (kind)
        {
            case EventKind.PodPending:
                _writer.Add(new TaskPodSeen(PodEncoder.Pending(attempt), attempt.Owner, at));
                break;
            case EventKind.PodRunning:
                _running.Add(attempt.PodUid, attempt);
                _writer.Add(new TaskPodSeen(PodEncoder.Running(attempt), attempt.Owner, at));
                break;
            case EventKind.PodEnded:
                _running.Remove(attempt.PodUid);
                _writer.Add(new TaskPodSeen(PodEncoder.Ended(attempt), attempt.Owner, at));
                GoOn(live, at);
                break;
            default:
                _writer.Add(new TaskPodGone(attempt.PodUid, at));
                break;
        }
    }

    /// <summary>Again when it failed, else with the next task. The first of mapped instances goes on for all.</summary>
    private void GoOn(LiveTry live, Instant at)
    {
        var ticket = live.Ticket;
        if (live.Try.IsFailed && ticket.Number < ticket.Task.MaxTries)
        {
            _queue.Add(at.Add(RetryDelay), EventKind.TryDue, ticket with { Number = ticket.Number + 1 });
        }
        else if (ticket.MapIndex <= 0 && ticket.TaskIndex + 1 < ticket.Dag.Tasks.Count)
        {
            _queue.Add(at, EventKind.TaskDue, ticket with { TaskIndex = ticket.TaskIndex + 1 });
        }
    }

    private void Show(Caller caller, SimulatedEvent what, Instant at)
    {
        if (_losses.Loses(at))
        {
            return;
        }

        if (what.Detail is Question question)
        {
            _writer.Add(FlowEncoder.Question(caller, question, at, what.Kind == EventKind.Answer), FlowEncoder.Attribute(caller, TargetMaker.NameServer));
            return;
        }

        var dial = (Dial)what.Detail!;
        var flow = what.Kind switch
        {
            EventKind.Syn => FlowEncoder.Request(caller, dial, at, TcpFlags.Syn),
            EventKind.SynAck => FlowEncoder.Reply(caller, dial, at, TcpFlags.Syn | TcpFlags.Ack),
            EventKind.Http => FlowEncoder.Http(caller, dial, at),
            EventKind.ClientFin => FlowEncoder.Request(caller, dial, at, TcpFlags.Fin | TcpFlags.Ack),
            EventKind.ServerFin => FlowEncoder.Reply(caller, dial, at, TcpFlags.Fin | TcpFlags.Ack),
            EventKind.ServerRst => FlowEncoder.Reply(caller, dial, at, TcpFlags.Rst | TcpFlags.Ack),
            _ => FlowEncoder.Dropped(caller, dial, at),
        };
        _writer.Add(flow, FlowEncoder.Attribute(caller, dial.Target));
    }

    private void Log(TryRun attempt, Dial dial, EventKind kind, Instant at) => _writer.Add(
        kind == EventKind.ClientCall ? CallEncoder.ByClient(attempt, dial) : CallEncoder.ByServer(attempt, dial),
        FlowEncoder.Attribute(attempt.Caller, dial.Target),
        at);

    private void Claim(FalseClaim claim, Instant at)
    {
        var owner = new Owner { Kind = OwnerKind.OtherPod, PodUid = claim.PodName, Namespace = claim.Namespace, PodName = claim.PodName, NodeName = "worker-1", ClaimsAirflow = true };
        var endpoint = new Endpoint
        {
            Id = 4_001,
            Identity = CiliumNumbers.FirstWorkload - 2,
            Namespace = claim.Namespace,
            PodName = claim.PodName,
            Labels = [$"k8s:dag_id={claim.Dag.Id}"],
        };
        var caller = new Caller(
            IpAddress.FromIPv4(0x0AF3_0000 + (uint)_random.Below(60_000)), endpoint, claim.PodName,
            new SideAttribution(owner, AttributionClass.Exact, AttributionReason.None, true), AttributionKind.Other);
        for (var number = _random.Between(3, 10); number > 0; number--)
        {
            var target = _random.Pick(Cluster.Services);
            var dial = new Dial
            {
                Target = target,
                At = at.Add(TimeSpan.FromSeconds(number)),
                Ip = target.Addresses[0],
                Port = target.Port,
                ClientPort = (ushort)(40_000 + number),
                Duration = TimeSpan.FromSeconds(0.5),
                RoundTrip = TimeSpan.FromMilliseconds(1),
            };
            DialScript.Write(_queue, caller, dial, attempt: null);
        }

        claim.Incident.Happened(at, at.Add(TimeSpan.FromSeconds(11)));
    }

    /// <summary>The agent begins anew and is told what is there.</summary>
    private void Restart(Instant at)
    {
        _writer.Restart(at);
        TellNamespaces(at);
        foreach (var attempt in _running.Values)
        {
            _writer.Add(new TaskPodSeen(PodEncoder.Running(attempt), attempt.Owner, at));
        }
    }

    private void TellNamespaces(Instant at)
    {
        _writer.Add(new NamespaceSeen(new NamespaceState(ClusterPlan.PlainSpace, ImmutableDictionary<string, string>.Empty), at));
        _writer.Add(new NamespaceSeen(
            new NamespaceState(ClusterPlan.MeshSpace, ImmutableDictionary<string, string>.Empty.Add("istio-injection", "enabled")), at));
    }

    private sealed record Runs(DagPlan Dag, IEnumerator<Instant> Left);

    private sealed record TryTicket(DagPlan Dag, Instant Run, int TaskIndex, int Number = 1, int MapIndex = -1)
    {
        public TaskPlan Task => Dag.Tasks[TaskIndex];
    }

    private sealed record LiveTry(TryRun Try, TryTicket Ticket);
}
