using Windsock.Agent.Doctor.Sights;
using Windsock.Model.Flows;

namespace Windsock.Agent.Doctor.Checks;

/// <summary>Cilium shows DNS and HTTP, without which names, failed lookups and status codes stay unknown.</summary>
internal sealed class HubbleLayer7Check(HubbleSight hubble, IReadOnlyList<string> namespaces) : IDoctorCheck
{
    public CheckArea Area => CheckArea.Hubble;

    public string Name => "layer 7";

    public async Task<CheckResult> RunAsync(CancellationToken stop)
    {
        var flows = (await hubble.SampleAsync()).Flows;
        if (flows.IsEmpty)
        {
            return CheckResult.Skipped("No flow came.");
        }

        var dns = flows.Count(flow => flow.L7 is DnsRecord);
        var http = flows.Count(flow => flow.L7 is HttpRecord);
        return (dns, http) switch
        {
            ( > 0, > 0) => CheckResult.Ok("DNS and HTTP are seen."),
            ( > 0, _) => CheckResult.Ok("DNS is seen. HTTP is not: only rules of layer 7 in a policy, or the service mesh, show it."),
            _ => CheckResult.Warn(
                $"{(http > 0 ? "HTTP is seen, DNS is not" : "Neither DNS nor HTTP is seen")} among {CheckWords.Count(flows.Length, "flow", "flows")}: lookups that fail and the names of what tasks talk to stay unknown.",
                "Let Cilium's DNS proxy see the lookups of Airflow's namespace. This policy allows everything else as before; where egress policies exist already, add its first rule to them.",
                PolicyFor(namespaces.FirstOrDefault(space => space != "*") ?? "airflow")),
        };
    }

    private static string PolicyFor(string space) => $$"""
        apiVersion: cilium.io/v2
        kind: CiliumNetworkPolicy
        metadata:
          name: airflow-dns-visibility
          namespace: {{space}}
        spec:
          endpointSelector: {}
          egress:
            - toEndpoints:
                - matchLabels:
                    k8s:io.kubernetes.pod.namespace: kube-system
                    k8s:k8s-app: kube-dns
              toPorts:
                - ports: [{ port: "53", protocol: ANY }]
                  rules:
                    dns: [{ matchPattern: "*" }]
            - toEntities: [all]
        """;
}
