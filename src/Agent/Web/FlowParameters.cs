using System.Collections.Immutable;
using System.Globalization;
using Microsoft.AspNetCore.Http;
using Windsock.Agent.Configuration;
using Windsock.Agent.Configuration.Values;
using Windsock.Exporter.FlowLog;
using Windsock.Model.Flows;

namespace Windsock.Agent.Web;

/// <summary>Reads the parameters of <c>/api/v1/flows</c>, and notes every mistake in them.</summary>
internal sealed class FlowParameters
{
    public const int DefaultLast = 20;
    public const int MaxValues = 16;
    private const int MaxLength = 1_024;

    private const string Patterns = "names; `*` stands for any letters";
    private const string Switch = "`true` or `false`";

    private readonly IQueryCollection _query;
    private readonly List<string> _mistakes = [];

    private FlowParameters(IQueryCollection query) => _query = query;

    /// <summary>Names and meanings, for the reference page.</summary>
    public static ImmutableArray<(string Name, string Allowed, string Meaning)> All { get; } =
    [
        ("namespace", Patterns, "Kubernetes namespace of the task's or component's pod."),
        ("dag", Patterns, "DAG id."),
        ("task", Patterns, "Task id."),
        ("run", Patterns, "Run id, as the agent knows it."),
        ("peer", Patterns, "The other end by its stable name, as in metrics."),
        ("verdict", Choices(FlowWords.Verdicts), "Verdict."),
        ("direction", Choices(FlowWords.Directions), "`egress`: the task opened the connection."),
        ("type", Choices(FlowWords.Types), "Layer of the event."),
        ("class", Choices(FlowWords.AllClasses), "How sure the attribution is. Ambiguous and unknown ones belong to nobody: they need `all`."),
        ("all", Switch, "Also flows that concern neither a task nor a part of Airflow."),
        ("last", Range, string.Create(CultureInfo.InvariantCulture, $"So many records of the past at most, the newest of them. Without `last`, `since` and `follow`: {DefaultLast}.")),
        ("since", SinceText.Form, "Nothing older. The agent keeps about the last 4,096 flows of its node."),
        ("follow", Switch, "Go on with flows as they come, until the client ends it."),
        ("format", "one of: json, hubble", "`hubble`: each flow event in Hubble's own JSON, with the records under the key `windsock`."),
    ];

    private static string Range => string.Create(CultureInfo.InvariantCulture, $"a whole number from 1 to {RecentFlows.DefaultCapacity}");

    /// <summary>What is wrong with each parameter: name, value and what is allowed; empty when nothing is.</summary>
    public static ImmutableArray<string> Read(IQueryCollection query, DateTimeOffset now, out FlowRequest request)
    {
        var parameters = new FlowParameters(query);
        parameters.CheckNames();
        var filter = new FlowFilter
        {
            Namespaces = parameters.Patterned("namespace"),
            Dags = parameters.Patterned("dag"),
            Tasks = parameters.Patterned("task"),
            Runs = parameters.Patterned("run"),
            Peers = parameters.Patterned("peer"),
            Verdicts = parameters.Chosen("verdict", FlowWords.Verdicts),
            Directions = parameters.Chosen("direction", FlowWords.Directions),
            Types = parameters.Chosen("type", FlowWords.Types),
            Classes = parameters.Chosen("class", FlowWords.AllClasses),
        };
        var follow = parameters.Switched("follow");
        var since = parameters.Since(now);
        var last = parameters.Number("last") ?? (follow || !since.IsMissing ? null : DefaultLast);
        request = new FlowRequest(
            new FlowSelection { All = parameters.Switched("all"), Allow = [filter] }, last, since, follow, parameters.Single("format", IsFormat) == "hubble");
        return [.. parameters._mistakes];
    }

    private static string Choices<T>(ImmutableArray<(string Word, T Value)> words) => $"one of: {string.Join(", ", words.Select(word => word.Word))}";

    private static bool IsFormat(string text) => text is "json" or "hubble";

    private static string Allowed(string name) => All.Single(parameter => parameter.Name == name).Allowed.Replace("`", "", StringComparison.Ordinal);

    private void CheckNames()
    {
        var names = All.Select(parameter => parameter.Name).ToArray();
        foreach (var written in _query.Keys.Where(key => !names.Contains(key, StringComparer.Ordinal)))
        {
            _mistakes.Add($"{ScalarBinding.Quote(written)} is no parameter{NearMiss.Hint(written, names)}");
        }
    }

    /// <summary>Empty when it is not given.</summary>
    private ImmutableArray<string> Texts(string name)
    {
        // The collection finds names whatever their case; only the exact one is a parameter.
        if (!_query.Keys.Contains(name, StringComparer.Ordinal))
        {
            return [];
        }

        var values = _query[name];
        if (values.Count > MaxValues)
        {
            _mistakes.Add(string.Create(CultureInfo.InvariantCulture, $"{name} is given {values.Count} times; at most {MaxValues} are allowed"));
            return [];
        }

        foreach (var value in values)
        {
            if (string.IsNullOrEmpty(value))
            {
                _mistakes.Add($"{name} has no value; give one or leave it out");
            }
            else if (value.Length > MaxLength)
            {
                _mistakes.Add(string.Create(CultureInfo.InvariantCulture, $"{name} has {value.Length} letters; at most {MaxLength} are allowed"));
            }
        }

        return [.. values.OfType<string>().Where(value => value.Length is > 0 and <= MaxLength)];
    }

    private ImmutableArray<NamePattern> Patterned(string name) => [.. Texts(name).Select(text => new NamePattern(text))];

    private ImmutableArray<T> Chosen<T>(string name, ImmutableArray<(string Word, T Value)> words)
        where T : struct
    {
        var chosen = ImmutableArray.CreateBuilder<T>();
        foreach (var text in Texts(name))
        {
            if (FlowWords.Parse(words, text) is { } value)
            {
                chosen.Add(value);
            }
            else
            {
                _mistakes.Add($"{name}: {ScalarBinding.Quote(text)} is not {Choices(words)}{NearMiss.Hint(text, words.Select(word => word.Word))}");
            }
        }

        return chosen.ToImmutable();
    }

    private string? Single(string name, Func<string, bool> isAllowed)
    {
        var texts = Texts(name);
        if (texts.Length > 1)
        {
            _mistakes.Add($"{name} is given more than once");
            return null;
        }

        if (texts is [var text] && !isAllowed(text))
        {
            _mistakes.Add($"{name}: {ScalarBinding.Quote(text)} is not {Allowed(name)}");
            return null;
        }

        return texts.IsEmpty ? null : texts[0];
    }

    private bool Switched(string name) => Single(name, static text => text is "true" or "false") == "true";

    private int? Number(string name) => Single(name, static text => TryNumber(text, out _)) is { } text && TryNumber(text, out var number) ? number : null;

    private static bool TryNumber(string text, out int number) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out number) && number is >= 1 and <= RecentFlows.DefaultCapacity;

    private Instant Since(DateTimeOffset now) => Single("since", text => SinceText.TryParse(text, now, out _)) is { } text && SinceText.TryParse(text, now, out var since)
        ? Instant.FromDateTimeOffset(since)
        : Instant.Missing;
}
