using System.Collections.Immutable;
using Windsock.Agent.Configuration;
using Windsock.Detection.Guardrails;
using Windsock.Model.Flows;

namespace Windsock.Agent.Guardrails;

/// <summary>From the text at a peer's key to a clause, or to what is wrong with it and what would be right. Pure.</summary>
internal static class PeerText
{
    private const int MaxDnsLength = 253;
    private const int MaxPartLength = 253;

    private static readonly ImmutableArray<string> Entities =
        ["world", "kube-apiserver", "host", "remote-node", "ingress", "health", "init", "unmanaged"];

    /// <param name="key">As <see cref="PeerClause.KeyOf"/> spells it.</param>
    /// <param name="problem">Set exactly when the answer is null.</param>
    public static PeerClause? Read(string key, string text, ImmutableArray<PortRange> ports, SourceLine source, out string problem)
    {
        problem = "";
        switch (key)
        {
            case "service":
            case "workload":
                problem = OfCluster(key, text);
                return problem.Length > 0 ? null : PeerClause.OfCluster(key == "service" ? PeerClauseKind.Service : PeerClauseKind.Workload, text, ports, source);
            case "dns":
                problem = OfDns(text);
                return problem.Length > 0 ? null : PeerClause.OfDns(text.ToLowerInvariant(), ports, source);
            case "cidr":
                problem = OfCidr(text, out var block);
                return problem.Length > 0 ? null : PeerClause.OfCidr(block, ports, source);
            case "entity" when Entities.Contains(text):
                return PeerClause.OfEntity(text, ports, source);
            case "entity":
                problem = $"{ScalarBinding.Quote(text)} is not one of: {string.Join(", ", Entities)}{NearMiss.Hint(text, Entities)}";
                return null;
            case "airflow" when text == "true":
                return PeerClause.OfAirflow(ports, source);
            default:
                problem = $"{ScalarBinding.Quote(text)} is not true; remove the entry if Airflow's own components are not meant";
                return null;
        }
    }

    private static string OfCluster(string key, string text)
    {
        var parts = text.Split('/');
        var isName = parts.Length == 2 && parts.All(part => part.Length is > 0 and <= MaxPartLength)
            && parts[0].All(letter => letter == '*' || NameForm.IsName(letter))

            // Tasks are workloads, too, by the ids that Airflow gives them.
            && parts[1].All(letter => letter is '*' || NameForm.IsName(letter) || (key == "workload" && NameForm.AirflowId.IsLetter(letter)));
        if (isName)
        {
            return "";
        }

        var mend = parts.Length == 1 && text.Length > 0 ? "; the namespace is missing" : "";
        return $"{ScalarBinding.Quote(text)} is not namespace/name, such as data/postgres or data/*{mend}";
    }

    private static string OfDns(string text)
    {
        var shown = ScalarBinding.Quote(text);
        var name = text.ToLowerInvariant();
        if (IpAddress.TryParse(name, out _) || name.Contains('/', StringComparison.Ordinal) || name.Contains(':', StringComparison.Ordinal))
        {
            return $"{shown} is not a DNS name or a pattern of such; addresses are written as cidr, ports as ports, a scheme is left out";
        }

        if (name.StartsWith('.'))
        {
            return $"{shown} begins with a dot; for every name below it write \"*{name}\"";
        }

        if (name.EndsWith(".svc", StringComparison.Ordinal) || name.Contains(".svc.", StringComparison.Ordinal))
        {
            var labels = name.Split('.');
            var at = Array.LastIndexOf(labels, "svc");
            var mend = at >= 2 ? $"service: \"{labels[at - 1]}/{labels[at - 2]}\"" : "service: namespace/name";
            return $"{shown} is the name of a service in the cluster; write {mend}";
        }

        var isName = name.Length is > 0 and <= MaxDnsLength && name.Split('.').All(label => label.Length > 0)
            && name.All(letter => letter is '*' or '_' || NameForm.IsName(letter));
        return isName
            ? ""
            : $"{shown} is not a DNS name or a pattern of such: a to z, 0 to 9, -, _, single dots between them and * for any of them, at most {MaxDnsLength} in all, without a final dot";
    }

    private static string OfCidr(string text, out CidrBlock block)
    {
        var shown = ScalarBinding.Quote(text);
        var slash = text.IndexOf('/', StringComparison.Ordinal);
        if (!CidrBlock.TryParse(text, out block, out var isExact) || !TryPlain(text[..slash], out _))
        {
            return TryPlain(text, out var address)
                ? $"{shown} has no prefix; for this one address write {address}/{(address.IsIPv4 ? 32 : 128)}"
                : $"{shown} is not a block of addresses such as 10.20.0.0/16 or fd00:1::/64; allowed prefixes: 0 to 32 for IPv4, 0 to 128 for IPv6";
        }

        if (!isExact)
        {
            return $"{shown} has bits beyond its prefix; write {block}";
        }

        return block.Prefix == 0 ? $"{shown} is every address; write entity: world for all that is outside of the cluster" : "";
    }

    /// <summary>Four decimal numbers, or IPv6. What else the runtime takes for an address (10.20, 010.0.0.1) means another one than it seems to.</summary>
    private static bool TryPlain(string text, out IpAddress address) =>
        IpAddress.TryParse(text, out address) && (text.Contains(':', StringComparison.Ordinal) || address.ToString() == text);
}
