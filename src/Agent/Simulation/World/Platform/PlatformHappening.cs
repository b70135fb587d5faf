using Windsock.Model.Platform;

namespace Windsock.Agent.Simulation.World.Platform;

/// <summary>An API server has answered a request, and audits it.</summary>
internal sealed record ApiAnswered(TimeSpan At, ApiRequest Request) : WorldEvent(At);

/// <summary>An API server audits something that nobody can read.</summary>
internal sealed record AuditGarbled(TimeSpan At, int Server) : WorldEvent(At);

/// <summary>The Kubernetes API shows a new state of a resource of Crossplane.</summary>
internal sealed record ResourceShown(TimeSpan At, CrossplaneResource Resource) : WorldEvent(At);

/// <summary>The object is gone from the Kubernetes API.</summary>
internal sealed record ResourceRemoved(TimeSpan At, CrossplaneResource Resource) : WorldEvent(At);

/// <summary>The Kubernetes API shows a new state of a lock.</summary>
internal sealed record LeaseShown(TimeSpan At, StateLease Lease) : WorldEvent(At);

/// <summary>A cloud writes an entry of its log.</summary>
/// <param name="Caller">Whose call it was.</param>
internal sealed record CloudLogged(TimeSpan At, CloudEntry Entry, SimulatedPod Caller) : WorldEvent(At);

/// <summary>What a task's doing came to in the platform: known because its scene plays it so. Never encoded.</summary>
internal abstract record PlatformFact(TimeSpan At, TrueOwner Task) : WorldEvent(At);

/// <summary>What the task itself asked for is ready for the first time; not what was made for it on the way.</summary>
internal sealed record BecameReady(TimeSpan At, TrueOwner Task) : PlatformFact(At, Task);

/// <summary>What the task asked for, or what was made for it, says a new reason for which it is not in order.</summary>
/// <param name="Cause">Label value: <c>permission</c>.</param>
internal sealed record BecameTroubled(TimeSpan At, TrueOwner Task, string Cause) : PlatformFact(At, Task);

/// <summary>The task has waited for a lock that another holds: until it got it or gave up.</summary>
/// <param name="Holder">Pod of the holder.</param>
internal sealed record LockAwaited(TimeSpan At, TrueOwner Task, string Holder, TimeSpan Waited) : PlatformFact(At, Task);

/// <summary>A lock that the task held is free, by its own doing or by another's.</summary>
internal sealed record LockFreed(TimeSpan At, TrueOwner Task, TimeSpan Held) : PlatformFact(At, Task);

/// <summary>The task has called a service of a cloud.</summary>
/// <param name="Code">Of the answer.</param>
internal sealed record CloudAsked(TimeSpan At, TrueOwner Task, PlatformSystem System, CloudHostKind Kind, int Code) : PlatformFact(At, Task);
