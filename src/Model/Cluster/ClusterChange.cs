using Windsock.Model.Flows;
using Windsock.Model.Sources;

namespace Windsock.Model.Cluster;

/// <summary>One change of what is known about the cluster. Never lost: whoever produces them waits until they are taken.</summary>
/// <param name="ObservedAt">When this agent learned of it, by its own clock.</param>
public abstract record ClusterChange(Instant ObservedAt);

/// <summary>A pod is there, or has changed.</summary>
public sealed record PodApplied(PodState Pod, Instant ObservedAt) : ClusterChange(ObservedAt);

/// <summary>The API object is gone (or left the selection). Its traffic of the past is still its own.</summary>
public sealed record PodRemoved(string Uid, string Namespace, string Name, Instant ObservedAt) : ClusterChange(ObservedAt);

/// <summary>A complete list was taken in: whatever it did not hold has been sent as <see cref="PodRemoved"/> before this.</summary>
public sealed record PodsSynced(Instant ObservedAt) : ClusterChange(ObservedAt);

/// <summary>A service account's metadata is there, or has changed.</summary>
public sealed record ServiceAccountApplied(ServiceAccountState ServiceAccount, Instant ObservedAt) : ClusterChange(ObservedAt);

public sealed record ServiceAccountRemoved(string Namespace, string Name, Instant ObservedAt) : ClusterChange(ObservedAt);

/// <summary>A namespace's metadata is there, or has changed.</summary>
public sealed record NamespaceApplied(NamespaceState Namespace, Instant ObservedAt) : ClusterChange(ObservedAt);

public sealed record NamespaceRemoved(string Name, Instant ObservedAt) : ClusterChange(ObservedAt);

/// <summary>A node's flow source came up or went away (Hubble Relay's node_status).</summary>
public sealed record NodeReporting(string NodeName, bool IsReporting, Instant ObservedAt) : ClusterChange(ObservedAt);

/// <summary>A source lost events, so what was seen of the cluster meanwhile is incomplete.</summary>
/// <param name="Count">0 when nobody can say how many.</param>
/// <param name="Since">Earliest time at which they may have happened; missing when not known.</param>
public sealed record EventsLost(string Source, LossReason Reason, long Count, Instant Since, Instant ObservedAt) : ClusterChange(ObservedAt);
