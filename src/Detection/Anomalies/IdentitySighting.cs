using Windsock.Model.Flows;
using Windsock.Model.Identity;

namespace Windsock.Detection.Anomalies;

/// <summary>A pod as it shows who it is: one of a task, or one that claims to be.</summary>
/// <param name="Endpoint">Its security identity as a flow of it showed it; null when the pod itself was looked at.</param>
internal readonly record struct IdentitySighting(Owner Owner, Endpoint? Endpoint, Instant At);
