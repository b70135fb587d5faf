using Windsock.Model.Flows;
using Windsock.Model.Identity;

namespace Windsock.Detection.Platform.Terraform;

/// <summary>A lock was given back, or taken from its holder.</summary>
/// <param name="Operation">The holder's word for what it did; empty when only the API server's audit tells of it.</param>
internal readonly record struct LockRelease(string Operation, TimeSpan Held, Owner? Holder, Instant At);
