using Windsock.Model.Flows;
using Windsock.Model.Identity;

namespace Windsock.Model.Platform;

/// <summary>Something that came about in the platform. <see cref="Try"/> is the try that caused it, null when that is not known.</summary>
public abstract record PlatformMoment(TaskTry? Try, Instant At);

/// <summary>A claim or composite became ready for the first time.</summary>
/// <param name="Took">From its creation.</param>
public sealed record ResourceBecameReady(ResourceName Name, ResourceRole Role, TimeSpan Took, TaskTry? Try, Instant At) : PlatformMoment(Try, At);

/// <summary>A claim, composite or managed resource says that it is not in order; told once for each new reason.</summary>
/// <param name="Chain">From the claim to the resource that failed, names joined by <c> -> </c>.</param>
/// <param name="Condition">Type of the condition: <c>Synced</c> or <c>Ready</c>.</param>
/// <param name="Cause">Class of the failure, one of a closed set: <c>credentials</c>, <c>permission</c>, <c>quota</c>, <c>not_found</c>,
/// <c>conflict</c>, <c>invalid</c>, <c>unreachable</c>, <c>stuck</c>, <c>other</c>.</param>
public sealed record ResourceTroubled(
    ResourceName Name, ResourceRole Role, string Chain, string Condition, string Reason, string Message, string Cause, TaskTry? Try, Instant At) : PlatformMoment(Try, At);

/// <summary>The pod of a Crossplane provider talked to a cloud while a claim, or a composite without one, was being made, changed or deleted.
/// It may have done so for another: <see cref="Others"/> says how many were in flight, too.</summary>
/// <param name="Provider">Stable name of the provider's workload, or its pod.</param>
/// <param name="Host">DNS name, block of addresses, or <c>world</c>.</param>
/// <param name="Connections">Since the last time it was told of them.</param>
/// <param name="Failed">How many of those did not come about.</param>
public sealed record ProviderCalled(
    ResourceName Name, ResourceRole Role, string Provider, string Host, long Connections, long Failed, int Others, TaskTry? Try, Instant At) : PlatformMoment(Try, At);

/// <summary>A state lock was wanted by a run while another held it.</summary>
/// <param name="Workspace">Workspace and suffix of the state: <c>default/network</c>.</param>
/// <param name="Holder">The try that held it; null when that is not known.</param>
/// <param name="HolderName">The holder's own word (<c>user@pod</c>).</param>
/// <param name="Waited">From the first refusal until the run got the lock or gave up.</param>
/// <param name="WasTaken">The run got the lock in the end.</param>
public sealed record StateLockWaited(
    string Namespace, string Workspace, TaskTry? Holder, string HolderName, TimeSpan Waited, bool WasTaken, TaskTry? Try, Instant At) : PlatformMoment(Try, At);

/// <summary>A state lock was given back, or taken from its holder.</summary>
/// <param name="Held">How long it was held.</param>
public sealed record StateLockReleased(string Namespace, string Workspace, string Operation, TimeSpan Held, TaskTry? Try, Instant At) : PlatformMoment(Try, At);

/// <summary>A try runs Terraform; told once for each kind of evidence.</summary>
/// <param name="Evidence">What says so, one of a closed set: <c>state</c> (it used a state in the Kubernetes backend), <c>user_agent</c>
/// (its requests to Kubernetes name Terraform), <c>host</c> (it connected to a host of Terraform's).</param>
/// <param name="Backend">Where its state is, one of a closed set: <c>kubernetes</c>, <c>hcp</c> (HCP Terraform); empty when not known.</param>
/// <param name="Version">Of Terraform, by its own word; empty when not known.</param>
public sealed record TerraformRunSeen(string Evidence, string Backend, string Version, TaskTry? Try, Instant At) : PlatformMoment(Try, At);

/// <summary>The outcome of a task's connection to a cloud stands, or a request on it was answered.</summary>
/// <param name="Host">Row of the table that matched, not the host itself.</param>
/// <param name="Outcome">How it went.</param>
/// <param name="Action">The request as the cloud itself recorded it; null for what flows and proxies show. The try is inferred where the
/// record names no caller: the only one that had called that host shortly before.</param>
public sealed record CloudCalled(CloudHost Host, ActionOutcome Outcome, TaskTry? Try, Instant At, PlatformAction? Action = null) : PlatformMoment(Try, At);
