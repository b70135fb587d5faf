using Windsock.Model.Flows;

namespace Windsock.Model.Platform;

/// <summary>Something that a source tells of the platform below the tasks: what was asked of it, or how something in it stands.
/// Immutable.</summary>
/// <param name="ReceivedAt">When this agent learned of it, by its own clock.</param>
public abstract record PlatformEvent(Instant ReceivedAt);

/// <summary>A source may have missed something: it was not there, or its sender gave up.</summary>
/// <param name="Source">Name of the source.</param>
/// <param name="Reason">One of a closed set: <c>not_listening</c> (the agent was away), <c>relisted</c> (a watch had to start anew),
/// <c>cut</c> (an event was too long and kept in part), <c>lost</c> (an event was too long and not kept).</param>
/// <param name="Since">Earliest time at which something may be missing; missing when not known.</param>
public sealed record PlatformGap(string Source, string Reason, Instant Since, Instant ReceivedAt) : PlatformEvent(ReceivedAt);

/// <summary>A resource is there, or has changed.</summary>
public sealed record ResourceSeen(PlatformResource Resource, Instant ReceivedAt) : PlatformEvent(ReceivedAt);

/// <summary>A resource is gone from the API.</summary>
public sealed record ResourceGone(ResourceName Name, string Uid, Instant ReceivedAt) : PlatformEvent(ReceivedAt);

/// <summary>A first complete list of a kind of resources was taken in.</summary>
/// <param name="ApiGroup">Empty for the core group.</param>
/// <param name="Resource">Plural name (<c>postgresqlinstances</c>).</param>
public sealed record ResourcesSynced(string ApiGroup, string Resource, Instant ReceivedAt) : PlatformEvent(ReceivedAt);

/// <summary>The API has a type of resource that Crossplane made.</summary>
public sealed record ResourceTypeSeen(string ApiGroup, string Resource, string Kind, ResourceRole Role, Instant ReceivedAt) : PlatformEvent(ReceivedAt);

/// <summary>A Lease that Terraform's Kubernetes backend locks its state with is there, or has changed.</summary>
public sealed record StateLockSeen(StateLock Lock, Instant ReceivedAt) : PlatformEvent(ReceivedAt);

/// <summary>The Lease is gone.</summary>
public sealed record StateLockGone(string Namespace, string LeaseName, Instant ReceivedAt) : PlatformEvent(ReceivedAt);
