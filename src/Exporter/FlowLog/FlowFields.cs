using System.Collections.Immutable;
using System.Text.Json;

namespace Windsock.Exporter.FlowLog;

/// <summary>What the fields of a record are called and mean: the one definition for the flow log, <c>/api/v1/flows</c> and
/// <c>windsock observe -o json</c>.</summary>
public static class FlowFields
{
    /// <summary>In the order in which they are written.</summary>
    public static ImmutableArray<(FlowField Field, string Type, string Meaning)> All { get; } =
    [
        (FlowField.Time, "time", "When the datapath saw it, to the nanosecond; the time of receipt for an event that has none."),
        (FlowField.Class, "text", "How sure it is whose side this is: `exact`, `inferred`, `ambiguous`, `unknown`."),
        (FlowField.Reason, "text", "Why the class is not `exact`, such as `ip_only` or `clock_skew`."),
        (FlowField.Side, "text", "`client` when this side opened the connection, `server` when the peer did."),
        (FlowField.Direction, "text", "`egress` for the client, `ingress` for the server; replies have the direction of their connection."),
        (FlowField.Namespace, "text", "Kubernetes namespace of this side's pod."),
        (FlowField.DagId, "text", "DAG, for a task."),
        (FlowField.TaskId, "text", "Task, for a task."),
        (FlowField.RunId, "text", "Run, for a task; empty when the pod does not say."),
        (FlowField.TryNumber, "number", "Try from 1, for a task; 0 when the pod does not say."),
        (FlowField.MapIndex, "number", "Index of a mapped task from 0; -1 for one that is not mapped."),
        (FlowField.Component, "text", "Part of Airflow (`scheduler`, `worker`, ...), for one that is no task."),
        (FlowField.Pod, "text", "This side's pod as `namespace/name`."),
        (FlowField.PodRole, "text", "What the pod does for the task: `executor`, `operator`, `spark_driver`, `spark_executor`, `callback`."),
        (FlowField.ServiceAccount, "text", "Service account of the pod."),
        (FlowField.Type, "text", "Layer of the event: `l3_l4`, `l7`, `sock`."),
        (FlowField.Verdict, "text", "`forwarded`, `dropped`, `error`, `audit`, `redirected`, `traced`, `translated`."),
        (FlowField.DropReason, "text", "Why it was dropped; only with the verdict `dropped`."),
        (FlowField.Protocol, "text", "Layer 4: `tcp`, `udp`, `icmp`, `icmpv6`, `sctp`, `other`."),
        (FlowField.TcpFlags, "text", "Flags of a TCP packet, such as `SYN ACK`."),
        (FlowField.IsReply, "true or false", "The packet answers an earlier one; left out when the datapath could not tell."),
        (FlowField.LocalAddress, "text", "This side's address and port."),
        (FlowField.Peer, "text", "The other end by its stable name, as in metrics."),
        (FlowField.PeerKind, "text", "What that name is: `task`, `service`, `workload`, `dns`, `entity`, `cidr`, `unknown`."),
        (FlowField.PeerAddress, "text", "The other end's address and port."),
        (FlowField.PeerPod, "text", "The other end's pod as `namespace/name`, when it is one."),
        (FlowField.Http, "object", "`kind` (`request`, `response`), `method`, `url` without query, `code`, `latencySeconds`, `requestId`."),
        (FlowField.Dns, "object", "`kind`, `query`, `types`, `rcode`, `addresses`, `latencySeconds`."),
        (FlowField.DeniedBy, "list of texts", "Network policies that denied it, as `namespace/name`."),
        (FlowField.AllowedBy, "list of texts", "Network policies that allowed it."),
        (FlowField.Node, "text", "Node that saw it."),
        (FlowField.TraceId, "text", "W3C trace id of the request."),
        (FlowField.FlowId, "text", "Hubble's id of the event (`uuid`)."),
    ];

    public static string NameOf(FlowField field) => JsonNamingPolicy.CamelCase.ConvertName(field.ToString());

    /// <summary>Null when no field is called like this.</summary>
    public static FlowField? Parse(string name)
    {
        foreach (var field in Enum.GetValues<FlowField>())
        {
            if (NameOf(field) == name)
            {
                return field;
            }
        }

        return null;
    }
}
