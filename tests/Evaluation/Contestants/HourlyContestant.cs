using System.Collections.Immutable;
using Windsock.Evaluation.Scoring;
using Windsock.Evaluation.Traces;
using Windsock.Evaluation.Traces.Incidents;
using Windsock.Model.Calls;
using Windsock.Model.Flows;
using Windsock.Model.Identity;
using Windsock.Model.Tries;

namespace Windsock.Evaluation.Contestants;

/// <summary>Counts per DAG and hour, straight from the events, and lets a rule look at each hour when it is over: how dashboards with
/// alerts work. A breach that goes on into the next hours is one alert.</summary>
internal abstract class HourlyContestant : IContestant
{
    private static readonly TimeSpan Hour = TimeSpan.FromHours(1);

    private readonly List<Report> _reports = [];
    private readonly Dictionary<string, Dictionary<IpAddress, string>> _names = new(StringComparer.Ordinal);
    private readonly Dictionary<DagKey, DagHour> _current = [];
    private readonly Dictionary<(DagKey Dag, string Rule, string Peer), Instant> _breaches = [];
    private Instant _hourEnd = TraceOptions.Start.Add(Hour);

    public abstract string Name { get; }

    public abstract IReadOnlyCollection<string> Covers { get; }

    public IReadOnlyList<Report> Reports => _reports;

    /// <summary>The rule that a quantity speaks for.</summary>
    protected static ImmutableDictionary<Quantity, string> RuleOf { get; } = new Dictionary<Quantity, string>
    {
        [Quantity.Connections] = Rules.ConnectionSurge,
        [Quantity.Denials] = Rules.EgressDenied,
        [Quantity.Peers] = Rules.FanOut,
        [Quantity.DnsFailures] = Rules.DnsFailure,
        [Quantity.SentBytes] = Rules.Exfiltration,
        [Quantity.Forbidden] = Rules.PermissionFailures,
        [Quantity.Unauthorized] = Rules.TokenFailures,
    }.ToImmutableDictionary();

    public void Read(AttributedBatch flows)
    {
        for (var index = 0; index < flows.Count; index++)
        {
            if (flows.Attributions[index].Client is { IsTask: true, Owner: { } owner })
            {
                Count(flows.Flows[index], flows.Attributions[index], owner, Of(owner));
            }
        }
    }

    public void Read(AttributedCalls calls)
    {
        for (var index = 0; index < calls.Calls.Length; index++)
        {
            ref readonly var call = ref calls.Calls[index];
            if (call.Reporter == CallReporter.Client && calls.Attributions[index].Client is { IsTask: true, Owner: { } owner })
            {
                var hour = Of(owner);
                hour[Quantity.SentBytes] += Math.Max(0, call.SentBytes);
                hour[Quantity.Forbidden] += call.Code == 403 ? 1 : 0;
                hour[Quantity.Unauthorized] += call.Code == 401 ? 1 : 0;
            }
        }
    }

    public void Read(TaskFact fact)
    {
        if (fact is TaskPodGone gone)
        {
            _names.Remove(gone.PodUid);
        }
    }

    public void Advance(Instant now)
    {
        while (now >= _hourEnd)
        {
            foreach (var (dag, hour) in _current)
            {
                Judge(dag, hour, _hourEnd);
            }

            Close(_current, _hourEnd);
            _current.Clear();
            _hourEnd = _hourEnd.Add(Hour);
        }
    }

    /// <summary>A monitoring system of its own keeps what it counted.</summary>
    public void Restart(Instant now)
    {
    }

    /// <summary>An hour of a DAG is over.</summary>
    protected abstract void Judge(DagKey dag, DagHour hour, Instant now);

    /// <summary>An hour is over, and judged.</summary>
    protected virtual void Close(IReadOnlyDictionary<DagKey, DagHour> hours, Instant now)
    {
    }

    protected void Say(DagKey dag, string rule, string peer, Instant now, bool isPage, string words)
    {
        var key = (dag, rule, peer);
        var goesOn = _breaches.TryGetValue(key, out var last) && now.Since(last) <= Hour;
        _breaches[key] = now;
        if (!goesOn)
        {
            _reports.Add(new Report($"{rule} {dag.Namespace}/{dag.DagId} {peer} {now.UnixNanoseconds}", rule, dag.Namespace, dag.DagId, "", "", peer, now, isPage, words));
        }
    }

    private DagHour Of(Owner owner)
    {
        var key = DagKey.Of(owner.Task!);
        if (!_current.TryGetValue(key, out var hour))
        {
            _current.Add(key, hour = new DagHour());
        }

        return hour;
    }

    private void Count(in Flow flow, in FlowAttribution attribution, Owner owner, DagHour hour)
    {
        switch (flow.L7)
        {
            case DnsRecord { Kind: L7Kind.Response } answer:
                Learn(answer, owner);
                hour[Quantity.DnsFailures] += answer.Rcode is 2 or 3 && !answer.Query.EndsWith("cluster.local.", StringComparison.Ordinal) ? 1 : 0;
                return;
            case HttpRecord { Kind: L7Kind.Response } http:
                hour[Quantity.Forbidden] += http.Code == 403 ? 1 : 0;
                hour[Quantity.Unauthorized] += http.Code == 401 ? 1 : 0;
                return;
        }

        if (flow.Protocol == L4Protocol.Tcp && flow.TcpFlags == TcpFlags.Syn)
        {
            hour[flow.Verdict == Model.Flows.Verdict.Dropped ? Quantity.Denials : Quantity.Connections]++;
            hour.Peers.Add(NameOf(flow, attribution, owner));
        }
    }

    private void Learn(DnsRecord answer, Owner owner)
    {
        if (answer.Rcode != 0 || answer.Addresses.IsDefaultOrEmpty)
        {
            return;
        }

        if (!_names.TryGetValue(owner.PodUid, out var names))
        {
            _names.Add(owner.PodUid, names = []);
        }

        foreach (var address in answer.Addresses)
        {
            names[address] = answer.Query.TrimEnd('.');
        }
    }

    private string NameOf(in Flow flow, in FlowAttribution attribution, Owner owner) =>
        attribution.ServerAsPeer.Kind == PeerKind.Entity && _names.TryGetValue(owner.PodUid, out var names) && names.TryGetValue(flow.DestinationIp, out var name)
            ? name
            : attribution.ServerAsPeer.Name;
}
