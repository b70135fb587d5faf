using Windsock.Agent.Simulation.World;
using Windsock.Agent.Simulation.World.Platform;
using Windsock.Model.Calls;
using Windsock.Model.Flows;

namespace Windsock.Agent.Simulation.Truth;

/// <summary>What really happened besides incidents that an alert may be about: trouble that tasks have and do not fail of. An alert that
/// neither an incident nor anything of this explains is a false alarm. One thread.</summary>
internal sealed class IncidentEvidence
{
    private readonly HashSet<(string Rule, IncidentSubject Subject)> _seen = [];
    private readonly PlaceBooks _places = new();
    private readonly IdentityBooks _identities = new();
    private bool _hasLost;

    public void Observe(WorldEvent happening)
    {
        switch (happening)
        {
            case FlowSeen { Flow: var flow }:
                Observe(flow);
                break;
            case CallSeen { Call: var call }:
                Observe(call);
                break;
            case PodEnded { Pod: { Owner.Kind: TrueOwnerKind.Task } pod }:
                _places.NoteEnd(pod);
                break;
            case ApiAnswered { Request: { Code: 403, Caller.Pod: { IsLocal: true, Owner: { Kind: TrueOwnerKind.Task } task } } }:
                _seen.Add(("permission_failures", IncidentSubject.Of(task)));
                break;
            case BecameTroubled { Cause: "permission", Task: var task }:
                _seen.Add(("permission_failures", IncidentSubject.Of(task)));
                break;
            case TroubleStruck { Trouble: EventsLost }:
                _hasLost = true;
                break;
        }
    }

    public bool Explains(string rule, IncidentSubject subject) => rule == "sensor_blind" ? _hasLost : _seen.Contains((rule, subject));

    private void Observe(SimulatedFlow flow)
    {
        if (flow.Client.Pod is { IsLocal: true, Owner.Kind: TrueOwnerKind.Task } pod)
        {
            var subject = IncidentSubject.Of(pod.Owner);
            Note(flow, subject);
            if (flow.Verdict != Verdict.Dropped && _places.IsNew(pod, flow.Server.Ip))
            {
                _seen.Add(("new_destination", subject));
            }

            if (_identities.Explodes(pod))
            {
                _seen.Add(("identity_explosion", subject with { TaskId = "" }));
            }
        }
    }

    private void Note(SimulatedFlow flow, IncidentSubject subject)
    {
        var rule = flow switch
        {
            { Verdict: Verdict.Dropped, DropReason: DropReason.PolicyDenied } => "egress_denied",
            { L7: SimulatedDns { Kind: L7Kind.Response, Rcode: not 0 } } => "dns_failure",
            { L7: SimulatedHttp { Kind: L7Kind.Response, Code: 403 } } => "permission_failures",
            { L7: SimulatedHttp { Kind: L7Kind.Response, Code: 401 or 407 } } => "token_failures",
            _ => "",
        };
        if (rule.Length > 0)
        {
            _seen.Add((rule, subject));
        }
    }

    /// <summary>A mesh says no with 403 whatever it minds, a token included.</summary>
    private void Observe(SimulatedCall call)
    {
        foreach (var pod in (ReadOnlySpan<SimulatedPod>)[call.Client, call.Server])
        {
            if (pod is not { IsLocal: true, Owner.Kind: TrueOwnerKind.Task })
            {
                continue;
            }

            var subject = IncidentSubject.Of(pod.Owner);
            if (call.Security == TlsMode.Plaintext)
            {
                _seen.Add(("plaintext_peer", subject));
            }

            if (call.Code is 401 or 403 or 407)
            {
                _seen.Add(("permission_failures", subject));
                _seen.Add(("token_failures", subject));
            }
        }
    }
}
