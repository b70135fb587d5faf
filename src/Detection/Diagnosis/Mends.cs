using System.Globalization;
using Windsock.Detection.Diagnosis.Policies;
using Windsock.Model.Connections;
using Windsock.Model.Flows;
using Windsock.Model.Identity;
using Windsock.Model.Tries;

namespace Windsock.Detection.Diagnosis;

/// <summary>What to change so that the cause goes away, in one or two sentences.</summary>
internal static class Mends
{
    public static string Of(Suspicion suspicion, TryCase tryCase) => suspicion.Cause switch
    {
        _ when suspicion.Platform is { } trouble => trouble.Mend,
        _ when suspicion.Mesh is { } mesh => mesh.Class.Mend,
        FailureCause.PolicyDenied when suspicion.PeerCase is { } peer => OfDenial(suspicion, peer, tryCase),
        FailureCause.DnsFailure => OfName(suspicion),
        _ when suspicion.Drop is { Cause: FailureCause.PolicyDenied } => DropClasses.Of(DropReason.DropEpNotReady).Mend,
        _ when suspicion.Drop is { } drop => drop.Mend,
        FailureCause.Refused => $"Look whether {suspicion.Peer} runs and listens on {Port(suspicion)}.",
        FailureCause.ServiceWithoutBackend => DropClasses.Of(DropReason.ServiceBackendNotFound).Mend,
        FailureCause.Timeout => $"Look whether {suspicion.Peer} is up, and whether a firewall or a policy on its side drops {Port(suspicion)}.",
        FailureCause.Reset => $"Look at the log of {suspicion.Peer} at that time: it, or a proxy on the way, ended the connection (restart, idle limit, memory).",
        FailureCause.Tls => $"Look at the certificates: whether the task trusts that of {suspicion.Peer} and is asked for one of its own. The task's log has the TLS error.",
        FailureCause.Permission => OfPermission(suspicion, tryCase),
        FailureCause.Token => $"Look at the credentials that the task presents to {suspicion.Peer}: expired, missing, or for another audience.",
        FailureCause.RateLimited => $"Send fewer requests to {suspicion.Peer} at once (an Airflow pool limits tasks that run together), or wait longer between retries.",
        FailureCause.ServerError => $"Look at the health of {suspicion.Peer} at that time; let the task retry its requests for longer if it recovers by itself.",
        _ => "",
    };

    private static string OfDenial(Suspicion suspicion, PeerCase peer, TryCase tryCase)
    {
        var task = tryCase.Try.Task;
        if (suspicion.Drop is { Reason: DropReason.PolicyDeny } deny)
        {
            var names = suspicion.Evidence.Where(name => name.Contains(' ', StringComparison.Ordinal)).ToList();
            return names.Count == 0 ? deny.Mend : $"Narrow the deny rule of {string.Join(" and ", names)}: allowing more elsewhere does not override it.";
        }

        if (suspicion.Drop is { Reason: not (DropReason.PolicyDenied or DropReason.Unknown) } special)
        {
            return special.Mend;
        }

        var port = Port(suspicion);
        if (suspicion.DroppedAt != TrafficDirection.Ingress)
        {
            return peer.IsDns
                ? $"Allow egress from the pods of DAG {task.DagId} in namespace {task.Namespace} to the cluster's DNS, {port}."
                : $"Allow egress from the pods of DAG {task.DagId} in namespace {task.Namespace} to {suspicion.Peer}, {port}.";
        }

        // The packet had left the client: its own policies allow it.
        var (from, to) = peer.Key.Direction == TrafficDirection.Ingress ? (suspicion.Peer, $"{task.Namespace}/{task.DagId}") : ($"DAG {task.DagId} in namespace {task.Namespace}", suspicion.Peer);
        var owner = peer.Key.Direction == TrafficDirection.Ingress ? task.Namespace : PolicySubject.NamespaceOf(peer);
        var whose = owner.Length == 0 || owner == task.Namespace ? "" : $" That policy is namespace {owner}'s to change, not the task's.";
        return $"Allow ingress to {to}, {port}, from the pods of {from}.{whose}";
    }

    private static string OfName(Suspicion suspicion) => suspicion switch
    {
        { PeerCase: not null } => "Look at the cluster's DNS: whether its pods are ready and not overloaded (a fractional CPU limit is a usual reason).",
        { Code: NameSuspicions.NameError } => $"Correct the name in the task's connection, or create it: nobody answers for {suspicion.Peer}.",
        { Code: NameSuspicions.RefusedByServer } => $"Look whether a network policy's DNS rules let the task ask for {suspicion.Peer}, and at the name server.",
        _ => $"Look at the name servers of {suspicion.Peer} and at the cluster's DNS, which passes their failure on.",
    };

    private static string OfPermission(Suspicion suspicion, TryCase tryCase)
    {
        var identity = tryCase.ServiceAccount.Length > 0 ? $" (service account {tryCase.Try.Task.Namespace}/{tryCase.ServiceAccount})" : "";
        return $"Give the identity that the task uses{identity} the right it needs at {suspicion.Peer}, or look for a layer 7 policy that forbids the request.";
    }

    private static string Port(Suspicion suspicion)
    {
        var protocol = suspicion.PeerCase?.Key.Protocol ?? L4Protocol.Tcp;
        return suspicion.Port == 0
            ? PublicNames.Of(protocol).ToUpperInvariant()
            : string.Create(CultureInfo.InvariantCulture, $"{PublicNames.Of(protocol).ToUpperInvariant()} port {suspicion.Port}");
    }
}
