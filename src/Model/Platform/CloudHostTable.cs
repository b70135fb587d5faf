using System.Collections.Immutable;
using Windsock.Model.Flows;

namespace Windsock.Model.Platform;

/// <summary>The table by which peers are told to be clouds. Of several patterns that fit, that with the most labels decides; of those,
/// that with the most letters that are no wildcard; of those, the first in alphabetical order. Immutable, any thread.</summary>
public sealed class CloudHostTable
{
    private readonly Node _root = new();
    private readonly Dictionary<IpAddress, CloudHost> _addresses = [];

    /// <exception cref="FormatException">A pattern breaks the rules of <see cref="CloudHostPattern"/>.</exception>
    /// <param name="hosts">Of two rows with one pattern the later one holds.</param>
    public CloudHostTable(IEnumerable<CloudHost> hosts)
    {
        var byPattern = new Dictionary<string, CloudHost>(StringComparer.Ordinal);
        foreach (var host in hosts)
        {
            if (CloudHostPattern.ProblemOf(host.Pattern) is { Length: > 0 } problem)
            {
                throw new FormatException(problem);
            }

            byPattern[host.Pattern] = host;
        }

        Hosts = [.. byPattern.Values.OrderBy(host => host.Pattern, StringComparer.Ordinal)];
        foreach (var host in Hosts)
        {
            Add(host);
        }
    }

    /// <summary>What the agent brings along.</summary>
    public static CloudHostTable BuiltIn { get; } = new(CloudHostRows.ReadBuiltIn());

    /// <summary>In the order of their patterns.</summary>
    public ImmutableArray<CloudHost> Hosts { get; }

    /// <summary>This table and more rows; a row with a pattern that is there already replaces it.</summary>
    public CloudHostTable With(IEnumerable<CloudHost> more) => new([.. Hosts, .. more]);

    /// <param name="name">A DNS name in lower case, with or without its final dot.</param>
    /// <returns>Null when no pattern fits.</returns>
    public CloudHost? Find(ReadOnlySpan<char> name)
    {
        name = name is [.. var front, '.'] ? front : name;
        Row? best = null;
        if (name is not (['.', ..] or [.., '.']) && !name.Contains("..", StringComparison.Ordinal))
        {
            Walk(_root, name, isOver: name.IsEmpty, ref best);
        }

        return best?.Host;
    }

    /// <summary>For peers without a name; only rows whose pattern is an address.</summary>
    public CloudHost? Find(IpAddress address) => _addresses.GetValueOrDefault(address);

    private static void Walk(Node node, ReadOnlySpan<char> rest, bool isOver, ref Row? best)
    {
        if (isOver)
        {
            best = Better(best, node.Here);
            return;
        }

        var dot = rest.LastIndexOf('.');
        var label = rest[(dot + 1)..];
        best = Better(best, node.Below);
        var front = dot < 0 ? default : rest[..dot];
        if (node.Next(label) is { } next)
        {
            Walk(next, front, dot < 0, ref best);
        }

        if (node.Any is { } any)
        {
            Walk(any, front, dot < 0, ref best);
        }

        foreach (var (ending, row) in dot < 0 ? node.Endings : [])
        {
            if (label.Length > ending.Length && label.EndsWith(ending, StringComparison.Ordinal))
            {
                best = Better(best, row);
            }
        }
    }

    private static Row? Better(Row? one, Row? other) => other is not null && (one is null || other.CompareTo(one) > 0) ? other : one;

    private void Add(CloudHost host)
    {
        if (IpAddress.TryParse(host.Pattern, out var address))
        {
            _addresses[address] = host;
            return;
        }

        var labels = host.Pattern.Split('.');
        var row = new Row(host, labels.Length, host.Pattern.Count(letter => letter != '*'));
        var node = _root;
        for (var index = labels.Length - 1; index > 0; index--)
        {
            node = labels[index] == "*" ? node.Any ??= new Node() : node.NextOrNew(labels[index]);
        }

        switch (labels[0])
        {
            case "*":
                node.Below = row;
                break;
            case ['*', .. var ending]:
                node.Endings.Add((ending, row));
                break;
            default:
                node.NextOrNew(labels[0]).Here = row;
                break;
        }
    }

    private sealed record Row(CloudHost Host, int Labels, int Letters) : IComparable<Row>
    {
        public int CompareTo(Row? other) => other is null ? 1
            : Labels != other.Labels ? Labels.CompareTo(other.Labels)
            : Letters != other.Letters ? Letters.CompareTo(other.Letters)
            : string.CompareOrdinal(other.Host.Pattern, Host.Pattern);
    }

    /// <summary>What stands to the left of a suffix.</summary>
    private sealed class Node
    {
        private readonly Dictionary<string, Node> _next = new(StringComparer.Ordinal);

        /// <summary>The name may end here.</summary>
        public Row? Here { get; set; }

        /// <summary>One label or more may follow.</summary>
        public Row? Below { get; set; }

        /// <summary>Any one label, and something before it.</summary>
        public Node? Any { get; set; }

        /// <summary>One label that ends so, and nothing before it.</summary>
        public List<(string Ending, Row Row)> Endings { get; } = [];

        public Node? Next(ReadOnlySpan<char> label) => _next.GetAlternateLookup<ReadOnlySpan<char>>().TryGetValue(label, out var next) ? next : null;

        public Node NextOrNew(string label)
        {
            if (!_next.TryGetValue(label, out var next))
            {
                _next.Add(label, next = new Node());
            }

            return next;
        }
    }
}
