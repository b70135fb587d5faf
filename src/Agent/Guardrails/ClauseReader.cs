using System.Collections.Immutable;
using System.Globalization;
using Windsock.Agent.Configuration;
using Windsock.Agent.Configuration.Yaml;
using Windsock.Detection.Guardrails;

namespace Windsock.Agent.Guardrails;

/// <summary>Reads the lists of what is allowed and denied.</summary>
internal sealed class ClauseReader
{
    private const int MaxClauses = 256;
    private const int MaxPorts = 32;

    private static readonly ImmutableArray<string> PeerKeys = [.. Enum.GetValues<PeerClauseKind>().Select(PeerClause.KeyOf)];
    private static readonly ImmutableArray<string> Keys = [.. PeerKeys, "ports"];

    private readonly Fields _guardrail;
    private readonly string _path;
    private readonly List<ConfigurationError> _errors;

    /// <param name="path">Of the guardrail.</param>
    public ClauseReader(Fields guardrail, string path, List<ConfigurationError> errors)
    {
        _guardrail = guardrail;
        _path = path;
        _errors = errors;
    }

    /// <summary>Those of one list that are well-formed.</summary>
    public ImmutableArray<PeerClause> Read(string list)
    {
        if (_guardrail.List(list, "a list of peers such as [{ service: data/postgres }]") is not { } node)
        {
            return [];
        }

        if (node.Items.IsEmpty)
        {
            _guardrail.Fail(node.Origin, list, list == "allow"
                ? "must have at least one entry, or be removed; to allow nothing but Airflow itself write [{ airflow: true }]"
                : "must have at least one entry, or be removed");
        }

        if (node.Items.Length > MaxClauses)
        {
            _guardrail.Fail(node.Origin, list, $"has {node.Items.Length} entries; at most {MaxClauses}. Join some by *");
            return [];
        }

        var clauses = ImmutableArray.CreateBuilder<PeerClause>();
        for (var index = 0; index < node.Items.Length; index++)
        {
            if (node.Items[index] is not MappingNode item)
            {
                _guardrail.Fail(node.Items[index].Origin, $"{list}[{index}]", $"must be a peer by one of: {string.Join(", ", PeerKeys)}; not {Fields.Shape(node.Items[index])}");
            }
            else if (ReadOne(item, new Fields(item, $"{_path}.{list}[{index}]", _errors, Keys)) is { } clause)
            {
                clauses.Add(clause);
            }
        }

        return clauses.ToImmutable();
    }

    private static PeerClause? ReadOne(MappingNode node, Fields fields)
    {
        var named = PeerKeys.Where(key => node.Find(key) is not null).ToList();
        if (named.Count != 1)
        {
            // Keys that nobody knows have been reported; more than that about the same line would not help.
            if (named.Count > 1 || node.Entries.All(entry => Keys.Contains(entry.Key)))
            {
                fields.Fail(node.Origin, "", named.Count == 0
                    ? $"names no peer; give one of: {string.Join(", ", PeerKeys)}"
                    : $"names a peer by {string.Join(" and by ", named)}; write one entry for each");
            }

            return null;
        }

        var ports = ReadPorts(fields);
        var value = fields.Scalar(named[0], "a text");
        if (value is null || ports.IsDefault)
        {
            return null;
        }

        var clause = PeerText.Read(named[0], value.Text, ports, Fields.Line(node.Origin), out var problem);
        if (clause is null)
        {
            fields.Fail(value.Origin, named[0], problem);
        }

        return clause;
    }

    /// <summary>Empty when none are named; default when something is wrong with them.</summary>
    private static ImmutableArray<PortRange> ReadPorts(Fields fields)
    {
        const string form = "a list of ports such as [443, \"6000-6100\"]";
        if (fields.List("ports", form) is not { } list)
        {
            return fields.Find("ports") is null ? [] : default;
        }

        if (list.Items.Length is 0 or > MaxPorts)
        {
            fields.Fail(list.Origin, "ports", $"has {list.Items.Length} entries; allowed: 1 to {MaxPorts}. Without the key all ports are meant");
            return default;
        }

        var ports = ImmutableArray.CreateBuilder<PortRange>();
        for (var index = 0; index < list.Items.Length; index++)
        {
            var item = list.Items[index];
            if (item is ScalarNode scalar && TryParse(scalar.Text, out var range))
            {
                ports.Add(range);
            }
            else
            {
                fields.Fail(item.Origin, $"ports[{index}]", $"{Fields.Shape(item)} is not a port or a range of ports, lowest first; allowed: 1 to 65535, as in 443 or \"6000-6100\"");
            }
        }

        return ports.Count == list.Items.Length ? ports.ToImmutable() : default;
    }

    private static bool TryParse(string text, out PortRange range)
    {
        var parts = text.Split('-');
        range = default;
        if (parts.Length > 2 || !TryPort(parts[0], out var first) || !TryPort(parts[^1], out var last) || first > last)
        {
            return false;
        }

        range = new PortRange(first, last);
        return true;
    }

    private static bool TryPort(string text, out ushort port) =>
        ushort.TryParse(text.AsSpan().Trim(), NumberStyles.None, CultureInfo.InvariantCulture, out port) && port > 0;
}
