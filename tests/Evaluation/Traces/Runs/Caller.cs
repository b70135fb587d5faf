using Windsock.Model.Flows;
using Windsock.Model.Identity;

namespace Windsock.Evaluation.Traces.Runs;

/// <summary>A pod that opens connections, as flows show it and as attribution answers for it.</summary>
/// <param name="Name">For whoever debugs a trace.</param>
internal sealed record Caller(IpAddress Ip, Endpoint Endpoint, string Name, SideAttribution Side, AttributionKind Kind);
