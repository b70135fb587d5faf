using System.Collections.Immutable;
using Windsock.Detection.Globs;

namespace Windsock.Detection.Guardrails;

/// <summary>One line of what is allowed or denied: a peer, and its ports. Immutable.</summary>
public sealed record PeerClause
{
    private static readonly GlobPattern Nothing = new("");

    private PeerClause(PeerClauseKind kind, string text, ImmutableArray<PortRange> ports, SourceLine source)
    {
        Kind = kind;
        Text = text;
        Ports = ports;
        Source = source;
        Words = (text.Length == 0 ? KeyOf(kind) : $"{KeyOf(kind)} {text}") + (ports.IsEmpty ? "" : $" ports {string.Join(", ", ports)}");
    }

    public PeerClauseKind Kind { get; }

    /// <summary>The peer as it is written; empty for <see cref="PeerClauseKind.Airflow"/>.</summary>
    public string Text { get; }

    /// <summary>Empty: any.</summary>
    public ImmutableArray<PortRange> Ports { get; }

    public SourceLine Source { get; }

    /// <summary><c>dns *.example.com ports 443</c>.</summary>
    public string Words { get; }

    /// <summary>Of the DNS name, or of the name within <see cref="Namespace"/>.</summary>
    internal GlobPattern Name { get; private init; } = Nothing;

    internal GlobPattern Namespace { get; private init; } = Nothing;

    internal CidrBlock Block { get; private init; }

    /// <param name="kind"><see cref="PeerClauseKind.Service"/> or <see cref="PeerClauseKind.Workload"/>.</param>
    /// <param name="text"><c>namespace/name</c>, either of which may be a pattern.</param>
    public static PeerClause OfCluster(PeerClauseKind kind, string text, ImmutableArray<PortRange> ports, SourceLine source)
    {
        var slash = text.IndexOf('/', StringComparison.Ordinal);
        return new PeerClause(kind, text, ports, source) { Namespace = new GlobPattern(text[..slash]), Name = new GlobPattern(text[(slash + 1)..]) };
    }

    /// <param name="text">In lower case, without a final dot.</param>
    public static PeerClause OfDns(string text, ImmutableArray<PortRange> ports, SourceLine source) =>
        new(PeerClauseKind.Dns, text, ports, source) { Name = new GlobPattern(text) };

    public static PeerClause OfCidr(CidrBlock block, ImmutableArray<PortRange> ports, SourceLine source) =>
        new(PeerClauseKind.Cidr, block.ToString(), ports, source) { Block = block };

    public static PeerClause OfEntity(string text, ImmutableArray<PortRange> ports, SourceLine source) => new(PeerClauseKind.Entity, text, ports, source);

    public static PeerClause OfAirflow(ImmutableArray<PortRange> ports, SourceLine source) => new(PeerClauseKind.Airflow, "", ports, source);

    /// <summary>As the kind is written in the file.</summary>
    public static string KeyOf(PeerClauseKind kind) => kind switch
    {
        PeerClauseKind.Service => "service",
        PeerClauseKind.Workload => "workload",
        PeerClauseKind.Dns => "dns",
        PeerClauseKind.Cidr => "cidr",
        PeerClauseKind.Entity => "entity",
        _ => "airflow",
    };
}
