using System.Collections.Immutable;
using System.Globalization;
using Windsock.Agent.Configuration;
using Windsock.Agent.Configuration.Values;
using Windsock.Agent.Configuration.Yaml;
using Windsock.Detection.Guardrails;
using Windsock.Model.Findings;

namespace Windsock.Agent.Guardrails;

/// <summary>Reads one entry of the list.</summary>
internal sealed class GuardrailForm
{
    public static readonly ImmutableArray<string> Keys =
    [
        "name", "mode", "dags", "tasks", "namespaces", "tags", "severity", "allow", "deny", "serviceAccounts", "mutualTls", "metadataService", "limits",
    ];

    /// <summary>Without one of these a guardrail says nothing.</summary>
    private static readonly ImmutableArray<string> Rules = ["allow", "deny", "serviceAccounts", "mutualTls", "metadataService", "limits"];

    private const int MaxNameLength = 63;

    private static readonly TimeSpan LongestDuration = TimeSpan.FromDays(30);

    private readonly MappingNode _node;
    private readonly List<ConfigurationError> _errors;
    private readonly string _path;
    private readonly Fields _fields;

    public GuardrailForm(MappingNode node, string path, List<ConfigurationError> errors)
    {
        _node = node;
        _errors = errors;

        // By its name where it has one: nobody counts entries.
        _path = node.Find("name") is ScalarNode name && IsName(name.Text) ? $"guardrails.{name.Text}" : path;
        _fields = new Fields(node, _path, errors, Keys);
    }

    /// <summary>Null when something without which it is none is missing. Whether all is well, the errors say.</summary>
    public Guardrail? Read()
    {
        var name = ReadName();
        var mode = ReadMode();
        var severity = _fields.Choice("severity", "info", "warning", "critical");
        var scope = ReadScope();
        var clauses = new ClauseReader(_fields, _path, _errors);
        var allow = clauses.Read("allow");
        var deny = clauses.Read("deny");
        ReportContradictions(allow, deny);
        var accounts = ReadServiceAccounts();
        var mutualTls = _fields.Choice("mutualTls", "required");
        var metadata = _fields.Choice("metadataService", "forbidden");
        var limits = ReadLimits();
        if (!Rules.Any(rule => _node.Find(rule) is not null))
        {
            _fields.Fail(_node.Origin, "", $"says nothing; give at least one of: {string.Join(", ", Rules)}");
        }

        return name is null || mode is null ? null : new Guardrail
        {
            Name = name,
            Mode = mode == "alert" ? GuardrailMode.Alert : GuardrailMode.Observe,
            Severity = severity switch { "info" => Severity.Info, "critical" => Severity.Critical, _ => Severity.Warning },
            Scope = scope,
            Allow = allow.IsEmpty ? null : new ClauseList(allow, _fields.LineOf("allow")),
            Deny = deny,
            ServiceAccounts = accounts,
            MutualTls = mutualTls is null ? null : _fields.LineOf("mutualTls"),
            MetadataForbidden = metadata is null ? null : _fields.LineOf("metadataService"),
            Limits = limits,
            Source = Fields.Line(_node.Origin),
        };
    }

    private string? ReadName()
    {
        if (_fields.Scalar("name", "a name") is not { } name)
        {
            Require("name", "give the guardrail a name, such as payments-egress");
            return null;
        }

        if (IsName(name.Text))
        {
            return name.Text;
        }

        _fields.Fail(name.Origin, "name", $"{ScalarBinding.Quote(name.Text)} is not a name: letters, digits, _, - and ., at most {MaxNameLength} in all");
        return null;
    }

    private string? ReadMode()
    {
        Require("mode", "write observe to count violations, alert to be told of them");
        return _fields.Choice("mode", "observe", "alert");
    }

    private GuardrailScope ReadScope()
    {
        var before = _errors.Count;
        var dags = _fields.Patterns("dags", NameForm.AirflowId);
        if (dags.IsEmpty && _errors.Count == before)
        {
            _fields.Fail(_node.Find("dags")?.Origin ?? _node.Origin, "dags", "must have at least one entry; write [\"*\"] for every DAG");
        }

        return new GuardrailScope(
            dags, _fields.Patterns("tasks", NameForm.AirflowId), _fields.Patterns("namespaces", NameForm.Namespace), _fields.Patterns("tags", NameForm.Tag));
    }

    private PatternList? ReadServiceAccounts()
    {
        var before = _errors.Count;
        var accounts = _fields.Patterns("serviceAccounts", NameForm.ServiceAccount);
        if (accounts.IsEmpty && _node.Find("serviceAccounts") is { } node && _errors.Count == before)
        {
            _fields.Fail(node.Origin, "serviceAccounts", "must have at least one entry, or be removed");
        }

        return accounts.IsEmpty ? null : new PatternList(accounts, _fields.LineOf("serviceAccounts"));
    }

    private ImmutableArray<TryLimit> ReadLimits()
    {
        switch (_node.Find("limits"))
        {
            case null:
                return [];
            case MappingNode { Entries.IsEmpty: false } limits:
                var fields = new Fields(limits, $"{_path}.limits", _errors, "connections", "peers", "denials", "duration");
                return
                [
                    .. ReadLimit(fields, "connections", LimitKind.Connections, 1_000_000), .. ReadLimit(fields, "peers", LimitKind.Peers, 10_000),
                    .. ReadLimit(fields, "denials", LimitKind.Denials, 1_000_000), .. ReadDuration(fields),
                ];
            case var other:
                _fields.Fail(other.Origin, "limits", "must hold at least one of: connections, peers, denials, duration");
                return [];
        }
    }

    private static ImmutableArray<TryLimit> ReadLimit(Fields fields, string key, LimitKind kind, int most)
    {
        if (fields.Scalar(key, "a whole number") is not { } scalar)
        {
            return [];
        }

        if (long.TryParse(scalar.Text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) && number >= 0 && number <= most)
        {
            return [new TryLimit(kind, number, fields.LineOf(key))];
        }

        fields.Fail(scalar.Origin, key, $"{ScalarBinding.Quote(scalar.Text)} is not a whole number in range; allowed: 0 to {most}");
        return [];
    }

    private static ImmutableArray<TryLimit> ReadDuration(Fields fields)
    {
        if (fields.Scalar("duration", DurationText.Form) is not { } scalar)
        {
            return [];
        }

        if (!DurationText.TryParse(scalar.Text, out var duration))
        {
            fields.Fail(scalar.Origin, "duration", $"{ScalarBinding.Quote(scalar.Text)} is not {DurationText.Form}; allowed: 1s to 30d");
            return [];
        }

        if (duration >= TimeSpan.FromSeconds(1) && duration <= LongestDuration)
        {
            return [new TryLimit(LimitKind.Duration, (long)duration.TotalSeconds, fields.LineOf("duration"))];
        }

        fields.Fail(scalar.Origin, "duration", $"{ScalarBinding.Quote(scalar.Text)} is out of range; allowed: 1s to 30d");
        return [];
    }

    /// <summary>What is denied on all ports that it is allowed on, is never allowed: one of the two lines is a mistake.</summary>
    private void ReportContradictions(ImmutableArray<PeerClause> allow, ImmutableArray<PeerClause> deny)
    {
        foreach (var denied in deny)
        {
            var allowed = allow.FirstOrDefault(clause =>
                clause.Kind == denied.Kind && clause.Text == denied.Text && (denied.Ports.IsEmpty || denied.Ports.SequenceEqual(clause.Ports)));
            if (allowed is not null)
            {
                _fields.Fail(ConfigOrigin.InFile(denied.Source.File, denied.Source.Line), "deny", $"'{denied.Words}' takes all of what line {allowed.Source.Line} allows; remove one of the two");
            }
        }
    }

    private void Require(string key, string mend)
    {
        if (_node.Find(key) is null)
        {
            _fields.Fail(_node.Origin, key, $"must be given; {mend}");
        }
    }

    private static bool IsName(string text) =>
        text.Length is > 0 and <= MaxNameLength && text.All(letter => char.IsAsciiLetterOrDigit(letter) || letter is '_' or '-' or '.');
}
