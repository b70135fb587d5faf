using System.Collections.Immutable;
using Windsock.Detection.Globs;
using Windsock.Detection.Guardrails;
using Windsock.Model.Findings;

namespace Windsock.Detection.Tests.Guardrails;

/// <summary>The guardrail <c>payments-egress</c> for DAGs <c>payments*</c>, its allow list on line 8, clause n of each list on line 10 + n.</summary>
internal static class SomeGuardrail
{
    public const string FileName = "payments.yaml";

    public static readonly Guardrail Egress = new()
    {
        Name = "payments-egress",
        Mode = GuardrailMode.Alert,
        Severity = Severity.Critical,
        Scope = Of("payments*"),
        Source = new SourceLine(FileName, 2),
    };

    public static Guardrail Allowing(params ReadOnlySpan<string> clauses) => Egress with { Allow = new ClauseList(Clauses(clauses), new SourceLine(FileName, 8)) };

    public static Guardrail Denying(params ReadOnlySpan<string> clauses) => Egress with { Deny = Clauses(clauses) };

    public static GuardrailScope Of(params ImmutableArray<string> dags) => new([.. dags.Select(dag => new GlobPattern(dag))], [], [], []);

    public static ImmutableArray<GlobPattern> Patterns(params ImmutableArray<string> texts) => [.. texts.Select(text => new GlobPattern(text))];

    public static ImmutableArray<PeerClause> Clauses(params ReadOnlySpan<string> texts)
    {
        var clauses = ImmutableArray.CreateBuilder<PeerClause>();
        foreach (var text in texts)
        {
            clauses.Add(Clause(text, new SourceLine(FileName, 10 + clauses.Count)));
        }

        return clauses.ToImmutable();
    }

    /// <summary><c>dns *.example.com 443 8000-8100</c>.</summary>
    public static PeerClause Clause(string text, SourceLine source)
    {
        var words = text.Split(' ');
        ImmutableArray<PortRange> ports = [.. words.Skip(words[0] == "airflow" ? 1 : 2).Select(Port)];
        return words[0] switch
        {
            "dns" => PeerClause.OfDns(words[1], ports, source),
            "entity" => PeerClause.OfEntity(words[1], ports, source),
            "cidr" when CidrBlock.TryParse(words[1], out var block, out _) => PeerClause.OfCidr(block, ports, source),
            "service" => PeerClause.OfCluster(PeerClauseKind.Service, words[1], ports, source),
            "workload" => PeerClause.OfCluster(PeerClauseKind.Workload, words[1], ports, source),
            "airflow" => PeerClause.OfAirflow(ports, source),
            _ => throw new ArgumentException(text),
        };
    }

    private static PortRange Port(string text)
    {
        var ends = text.Split('-').Select(end => ushort.Parse(end, System.Globalization.CultureInfo.InvariantCulture)).ToArray();
        return new PortRange(ends[0], ends[^1]);
    }
}
