using Windsock.Exporter.FlowLog;
using Windsock.Model.Flows;

namespace Windsock.Agent.Web;

/// <summary>What is asked of <c>/api/v1/flows</c>.</summary>
/// <param name="Last">Records of the past at most, the newest of them; null: none when <paramref name="Follow"/>, else those since
/// <paramref name="Since"/>.</param>
/// <param name="Since">Nothing older; missing: as far back as flows are kept.</param>
/// <param name="IsHubble">In the JSON of Hubble.</param>
internal sealed record FlowRequest(FlowSelection Selection, int? Last, Instant Since, bool Follow, bool IsHubble);
