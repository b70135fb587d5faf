using Windsock.Model.Flows;
using Windsock.Model.Identity;

namespace Windsock.Detection.Platform.Identities;

/// <summary>Another end's proxy verified who a task's pod is, and it is who it ought to be.</summary>
internal readonly record struct PrincipalSighting(Owner Owner, string SpiffeId, Instant At);
