using System.Collections.Immutable;
using System.Globalization;
using Microsoft.AspNetCore.Http;
using Windsock.Agent.Configuration;
using Windsock.Agent.Tries;
using Windsock.Model.Tries;

namespace Windsock.Agent.Web;

/// <summary>Reads the parameters of <c>/api/v1/tries</c>, and notes every mistake in them.</summary>
internal sealed class TryParameters
{
    public const int DefaultLimit = 50;
    public const int MaxLimit = 500;

    /// <summary>Longer than any id of Airflow (250 letters), whatever its alphabet.</summary>
    private const int MaxLength = 1_024;

    private readonly IQueryCollection _query;
    private readonly List<string> _mistakes = [];

    private TryParameters(IQueryCollection query) => _query = query;

    /// <summary>Names and meanings, for the reference page.</summary>
    public static ImmutableArray<(string Name, string Allowed, string Meaning)> All { get; } =
    [
        ("namespace", "text", "Kubernetes namespace of the task's pods."),
        ("dag", "text", "DAG id."),
        ("task", "text", "Task id."),
        ("run", "text", "Run id, as the agent knows it."),
        ("try", Range(0, int.MaxValue), "Try number; 0 for pods that do not say."),
        ("mapIndex", Range(-1, int.MaxValue), "Index of a mapped task; -1 for one that is not mapped."),
        ("result", Choices<TryResult>(), "How it ended."),
        ("cause", Choices<FailureCause>(), "One of its causes."),
        ("limit", Range(1, MaxLimit), string.Create(CultureInfo.InvariantCulture, $"Tries in the answer, at most; {DefaultLimit} when not given.")),
    ];

    /// <summary>What is wrong with each parameter: name, value and what is allowed; empty when nothing is.</summary>
    public static ImmutableArray<string> Read(IQueryCollection query, out StoryQuery wanted, out int limit)
    {
        var parameters = new TryParameters(query);
        parameters.CheckNames();
        wanted = new StoryQuery(
            parameters.Text("namespace"),
            parameters.Text("dag"),
            parameters.Text("task"),
            parameters.Text("run"),
            parameters.Number("try", 0, int.MaxValue),
            parameters.Number("mapIndex", -1, int.MaxValue),
            parameters.Choice<TryResult>("result"),
            parameters.Choice<FailureCause>("cause"));
        limit = parameters.Number("limit", 1, MaxLimit) ?? DefaultLimit;
        return [.. parameters._mistakes];
    }

    private static string Range(int lowest, int highest) => highest == int.MaxValue
        ? string.Create(CultureInfo.InvariantCulture, $"a whole number from {lowest} on")
        : string.Create(CultureInfo.InvariantCulture, $"a whole number from {lowest} to {highest}");

    private static string Choices<T>()
        where T : struct, Enum => $"one of: {string.Join(", ", TryWords.All<T>())}";

    private static string Allowed(string name) => All.Single(parameter => parameter.Name == name).Allowed;

    private void CheckNames()
    {
        var names = All.Select(parameter => parameter.Name).ToArray();
        foreach (var written in _query.Keys.Where(key => !names.Contains(key, StringComparer.Ordinal)))
        {
            _mistakes.Add($"{ScalarBinding.Quote(written)} is no parameter{NearMiss.Hint(written, names)}");
        }
    }

    /// <summary>Null when it is not given or wrong.</summary>
    private string? Text(string name)
    {
        // The collection finds names whatever their case; only the exact one is a parameter.
        if (!_query.Keys.Contains(name, StringComparer.Ordinal))
        {
            return null;
        }

        var values = _query[name];
        var problem = values.Count > 1 ? "is given more than once"
            : string.IsNullOrEmpty(values[0]) ? "has no value; give one or leave it out"
            : values[0]!.Length > MaxLength ? string.Create(CultureInfo.InvariantCulture, $"has {values[0]!.Length} letters; at most {MaxLength} are allowed")
            : null;
        if (problem is not null)
        {
            _mistakes.Add($"{name} {problem}");
        }

        return problem is null ? values[0] : null;
    }

    private int? Number(string name, int lowest, int highest)
    {
        if (Text(name) is not { } text)
        {
            return null;
        }

        if (int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) && number >= lowest && number <= highest)
        {
            return number;
        }

        _mistakes.Add($"{name}: {ScalarBinding.Quote(text)} is not {Allowed(name)}");
        return null;
    }

    private T? Choice<T>(string name)
        where T : struct, Enum
    {
        if (Text(name) is not { } text)
        {
            return null;
        }

        var choice = TryWords.Parse<T>(text);
        if (choice is null)
        {
            _mistakes.Add($"{name}: {ScalarBinding.Quote(text)} is not {Allowed(name)}{NearMiss.Hint(text, TryWords.All<T>())}");
        }

        return choice;
    }
}
