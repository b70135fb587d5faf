using System.Buffers;
using System.Globalization;
using System.Text;
using Windsock.Model.Flows;
using Windsock.Model.Identity;

namespace Windsock.Detection.Diagnosis.Policies;

/// <summary>Writes the CiliumNetworkPolicy that would allow what was denied, for people to review. It selects on labels that stay the
/// same for every run. Pods that no such label is known of are never selected by it: at most it lets the task out to a namespace, and
/// says so.</summary>
internal static class PolicyFragments
{
    private const int MaxNameLength = 63;

    private static readonly SearchValues<char> DnsCharacters = SearchValues.Create("abcdefghijklmnopqrstuvwxyz0123456789-_.");
    private static readonly SearchValues<char> CidrCharacters = SearchValues.Create("0123456789abcdef.:/");

    /// <summary>Empty when none would help: a deny rule is not overridden, and a peer without a stable name cannot be selected.</summary>
    public static string Of(Suspicion suspicion, PeerCase peer, TryCase tryCase)
    {
        if (suspicion.Drop is { Reason: not (DropReason.PolicyDenied or DropReason.Unknown) })
        {
            return "";
        }

        var task = PolicySubject.OfTask(tryCase.Try, tryCase.Labels, tryCase.ServiceAccount);
        var isCalled = peer.Key.Direction == TrafficDirection.Ingress;
        var (client, server) = isCalled ? (PolicySubject.OfPeer(peer), task) : (task, PolicySubject.OfPeer(peer));

        // Between pods of one DAG both are selected by it.
        client = client.IsSpecific || !isCalled ? client : task;
        return suspicion.DroppedAt == TrafficDirection.Ingress
            ? Ingress(client, server, peer, tryCase.Try.Task.DagId)
            : Egress(client, server, peer, tryCase.Try.Task.DagId);
    }

    private static string Egress(PolicySubject client, PolicySubject server, PeerCase peer, string dag)
    {
        var to = peer.Key switch
        {
            _ when peer.IsDns => null,
            { Kind: PeerKind.Service or PeerKind.Workload or PeerKind.Task } => Endpoints("toEndpoints", peer.Key.Kind == PeerKind.Task && !server.IsSpecific ? TaskPeer(peer) : server),
            { Kind: PeerKind.Dns, Name: var name } when !name.AsSpan().ContainsAnyExcept(DnsCharacters) => $"    - toFQDNs:\n        - matchName: {name}\n",
            { Kind: PeerKind.Entity, Name: "host" or "world" or "remote-node" or "kube-apiserver" or "ingress" or "health" or "init" or "unmanaged" } =>
                $"    - toEntities:\n        - {peer.Key.Name}\n",
            { Kind: PeerKind.Cidr, Name: var cidr } when !cidr.AsSpan().ContainsAnyExcept(CidrCharacters) => $"    - toCIDR:\n        - \"{cidr}\"\n",
            _ => "",
        };
        if (to is "" || !client.IsSpecific)
        {
            return "";
        }

        var page = Head(client, $"allow-{dag}-to-{peer.Key.Name}").Append("  egress:\n");
        if (to is not null)
        {
            page.Append(to).Append(Ports(peer));
        }

        if (to is null || peer.Key.Kind == PeerKind.Dns)
        {
            AppendDns(page, peer.Key.Kind == PeerKind.Dns ? $"matchName: {peer.Key.Name}" : "matchPattern: \"*\"");
        }

        return page.ToString();
    }

    private static string Ingress(PolicySubject client, PolicySubject server, PeerCase peer, string dag)
    {
        if (!client.IsSpecific || !server.IsSpecific || server.Namespace.Length == 0)
        {
            return "";
        }

        return Head(server, peer.Key.Direction == TrafficDirection.Ingress ? $"allow-{peer.Key.Name}-to-{dag}" : $"allow-{dag}-to-{peer.Key.Name}")
            .Append("  ingress:\n")
            .Append(Endpoints("fromEndpoints", client))
            .Append(Ports(peer))
            .ToString();
    }

    private static StringBuilder Head(PolicySubject selected, string name) => new StringBuilder()
        .Append("apiVersion: cilium.io/v2\nkind: CiliumNetworkPolicy\nmetadata:\n")
        .Append(CultureInfo.InvariantCulture, $"  name: {ObjectName(name)}\n  namespace: {selected.Namespace}\nspec:\n  endpointSelector:\n    matchLabels:\n")
        .Append(Labels(selected, "      "));

    private static string Endpoints(string key, PolicySubject subject) => subject.Namespace.Length == 0
        ? ""
        : subject.IsSpecific
            ? $"    - {key}:\n        - matchLabels:\n{Labels(subject, "            ")}"
            : $"    - {key}:\n        # Every pod of the namespace: add labels of those that are meant.\n        - matchLabels:\n{Labels(subject, "            ")}";

    private static string Labels(PolicySubject subject, string indent)
    {
        var lines = new StringBuilder().Append(CultureInfo.InvariantCulture, $"{indent}{LabelValues.Namespace}: {Scalar(subject.Namespace)}\n");
        foreach (var (key, value) in subject.Labels)
        {
            lines.Append(CultureInfo.InvariantCulture, $"{indent}{key}: {Scalar(value)}\n");
        }

        return lines.ToString();
    }

    private static string Ports(PeerCase peer)
    {
        var protocol = peer.Key.Protocol switch
        {
            L4Protocol.Tcp => "TCP",
            L4Protocol.Udp => "UDP",
            L4Protocol.Sctp => "SCTP",
            _ => "",
        };
        return protocol.Length == 0 || peer.Key.Port == 0
            ? ""
            : string.Create(CultureInfo.InvariantCulture, $"      toPorts:\n        - ports:\n            - port: \"{peer.Key.Port}\"\n              protocol: {protocol}\n");
    }

    /// <summary>Rules by name work only for pods whose look-ups pass Cilium's DNS proxy.</summary>
    private static void AppendDns(StringBuilder page, string match) => page.Append(CultureInfo.InvariantCulture, $"""
            - toEndpoints:
                - matchLabels:
                    {LabelValues.Namespace}: kube-system
                    k8s:k8s-app: kube-dns
              toPorts:
                - ports:
                    - port: "53"
                      protocol: ANY
                  rules:
                    dns:
                      - {match}

        """);

    /// <summary>A task that is called has a DAG as well: the name is <c>namespace/dag.task</c>.</summary>
    private static PolicySubject TaskPeer(PeerCase peer)
    {
        var name = peer.Key.Name[(peer.Key.Name.IndexOf('/', StringComparison.Ordinal) + 1)..];
        var dag = name.IndexOf('.', StringComparison.Ordinal) is var dot and > 0 ? name[..dot] : "";
        return new PolicySubject(PolicySubject.NamespaceOf(peer), LabelValues.IsOne(dag) ? [(LabelValues.DagId, dag)] : []);
    }

    private static string ObjectName(string text)
    {
        var name = new StringBuilder(text.Length);
        foreach (var character in text)
        {
            var kept = char.IsAsciiLetterOrDigit(character) ? char.ToLowerInvariant(character) : '-';
            if (kept != '-' || (name.Length > 0 && name[^1] != '-'))
            {
                name.Append(kept);
            }
        }

        return name.ToString(0, Math.Min(name.Length, MaxNameLength)).TrimEnd('-');
    }

    /// <summary>Text that YAML would read as something else is quoted; label values hold nothing that a quoted text must escape.</summary>
    private static string Scalar(string value) =>
        !char.IsAsciiLetter(value[0]) || value.ToUpperInvariant() is "TRUE" or "FALSE" or "YES" or "NO" or "ON" or "OFF" or "NULL" or "Y" or "N" ? $"\"{value}\"" : value;
}
