using System.Globalization;
using System.Text.Json;
using Windsock.Exporter.FlowLog;
using Windsock.Model.Flows;

namespace Windsock.Exporter.AuditTrail.Records;

/// <summary>A connection that was denied, as one of its sides sees it.</summary>
internal static class DenialJson
{
    public static void Write(Utf8JsonWriter json, DenialNote denial)
    {
        var connection = denial.Connection;
        var (side, peer) = denial.IsClient ? (connection.Client, connection.ServerAsPeer) : (connection.Server, connection.ClientAsPeer);
        json.Who(side.Owner, side.Class, evidence: null);
        json.WriteStartObject("identity");
        json.Text("serviceAccount", side.Owner is { ServiceAccount.Length: > 0 } owner ? $"{owner.Namespace}/{owner.ServiceAccount}" : "");
        json.Text("cloudPrincipal", side.Owner?.CloudIdentity ?? "");
        json.Text("sourceIp", connection.ClientIp.IsNone ? "" : connection.ClientIp.ToString());
        json.WriteEndObject();
        json.WriteStartObject("what");
        json.WriteString("system", "network");
        json.WriteString("verb", denial.IsClient ? "connect" : "accept");
        json.WriteString("kind", FlowWords.Of(peer.Kind));
        json.WriteString("name", peer.Name);
        json.WriteString("detail", string.Create(CultureInfo.InvariantCulture, $"{PublicNames.Of(connection.Protocol)} port {connection.ServerPort}"));
        json.WriteEndObject();
        json.WriteString("outcome", "denied");
        json.WriteString("cause", PublicNames.Of(connection.DropReason));
        json.Texts("deniedBy", PoliciesOf(connection.Policies));
        json.Time("at", connection.FirstSeen);
        json.WriteString("source", "hubble");
        json.Text("node", connection.NodeName);
        json.Text("traceId", connection.TraceId);
    }

    private static IEnumerable<string> PoliciesOf(PolicyDecision? policies) => policies is null
        ? []
        : policies.EgressDeniedBy.Concat(policies.IngressDeniedBy).Select(policy => policy.Namespace.Length > 0 ? $"{policy.Namespace}/{policy.Name}" : policy.Name);
}
