using System.Collections.Immutable;
using Windsock.Model.Identity;

namespace Windsock.Detection.Diagnosis.Policies;

/// <summary>A set of pods as a policy selects them: by labels that outlive their pods.</summary>
internal sealed record PolicySubject(string Namespace, ImmutableArray<(string Key, string Value)> Labels)
{
    /// <summary>Selecting by namespace alone would let a policy concern every pod in it.</summary>
    public bool IsSpecific => Labels.Length > 0;

    /// <summary>The pods of a DAG. Its label when it holds the id unchanged and is part of the identity (clusters leave it out to keep the
    /// number of identities down), else the service account. Never the run, the try or anything else that is new with every pod.</summary>
    /// <param name="labels">Labels of the identity as flows showed them; empty when none were seen.</param>
    public static PolicySubject OfTask(TaskTry attempt, ImmutableArray<string> labels, string serviceAccount)
    {
        var dag = attempt.Task.DagId;
        var seen = LabelValues.Of(labels, LabelValues.DagId);
        if (LabelValues.IsOne(dag) && (labels.IsEmpty || seen == dag))
        {
            return new PolicySubject(attempt.Task.Namespace, [(LabelValues.DagId, dag)]);
        }

        var account = LabelValues.Of(labels, LabelValues.ServiceAccount) is { Length: > 0 } shown ? shown : serviceAccount;
        return new PolicySubject(attempt.Task.Namespace, LabelValues.IsOne(account) ? [(LabelValues.ServiceAccount, account)] : []);
    }

    /// <summary>The pods behind a service or of a workload, by the labels that a dropped packet showed.</summary>
    public static PolicySubject OfPeer(PeerCase peer) => new(NamespaceOf(peer), LabelValues.StableOf(peer.Labels));

    /// <summary>Empty for a peer outside the cluster.</summary>
    public static string NamespaceOf(PeerCase peer)
    {
        if (LabelValues.Of(peer.Labels, LabelValues.Namespace) is { Length: > 0 } shown)
        {
            return shown;
        }

        var slash = peer.Key.Name.IndexOf('/', StringComparison.Ordinal);
        return peer.Key.Kind is PeerKind.Service or PeerKind.Workload or PeerKind.Task && slash > 0 && LabelValues.IsOne(peer.Key.Name[..slash])
            ? peer.Key.Name[..slash]
            : "";
    }
}
