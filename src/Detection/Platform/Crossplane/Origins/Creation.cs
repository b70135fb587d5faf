using Windsock.Model.Flows;
using Windsock.Model.Identity;
using Windsock.Model.Platform;

namespace Windsock.Detection.Platform.Crossplane.Origins;

/// <summary>A task's request that made a resource.</summary>
/// <param name="Name">As the request named it.</param>
/// <param name="Uid">Of the resource, where the record tells it; else empty.</param>
/// <param name="IsExact">Whose request it was is not inferred.</param>
/// <param name="At">By the platform's clock.</param>
internal sealed record Creation(ResourceName Name, string Uid, TaskTry Try, bool IsExact, Instant At);
