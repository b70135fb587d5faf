using System.Collections.Immutable;
using System.ComponentModel;
using System.ComponentModel.DataAnnotations;

namespace Windsock.Exporter.FlowLog;

/// <summary>One filter of the flow log. Of each list that is not empty one entry must fit; all lists must hold together. At most 64
/// entries a list. Default: every list empty, which fits every record.</summary>
public sealed class FlowFilterOptions : IValidatableObject
{
    private const int MaxEntries = 64;

    [Description("Kubernetes namespaces of this side's pod; * stands for any letters.")]
    public IReadOnlyList<string> Namespaces { get; set; } = [];

    [Description("DAG ids; * stands for any letters.")]
    public IReadOnlyList<string> Dags { get; set; } = [];

    [Description("Task ids; * stands for any letters.")]
    public IReadOnlyList<string> Tasks { get; set; } = [];

    [Description("Names of the other end as in metrics; * stands for any letters.")]
    public IReadOnlyList<string> Peers { get; set; } = [];

    [Description("Verdicts: forwarded, dropped, error, audit, redirected, traced, translated, verdict_unknown.")]
    public IReadOnlyList<string> Verdicts { get; set; } = [];

    [Description("Directions: egress, ingress.")]
    public IReadOnlyList<string> Directions { get; set; } = [];

    [Description("Layers of the event: l3_l4, l7, sock, unknown_type.")]
    public IReadOnlyList<string> Types { get; set; } = [];

    [Description("Classes of attribution: exact, inferred, ambiguous, unknown.")]
    public IReadOnlyList<string> Classes { get; set; } = [];

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        var lists = new (string Name, IReadOnlyList<string> Entries)[]
        {
            (nameof(Namespaces), Namespaces), (nameof(Dags), Dags), (nameof(Tasks), Tasks), (nameof(Peers), Peers),
            (nameof(Verdicts), Verdicts), (nameof(Directions), Directions), (nameof(Types), Types), (nameof(Classes), Classes),
        };
        foreach (var (name, entries) in lists.Where(list => list.Entries.Count > MaxEntries || list.Entries.Any(entry => entry.Length == 0)))
        {
            yield return new ValidationResult($"has {entries.Count} entries, {entries.Count(entry => entry.Length == 0)} of them empty; allowed: at most {MaxEntries}, none empty", [name]);
        }

        foreach (var problem in Unknown(nameof(Verdicts), Verdicts, FlowWords.Verdicts)
            .Concat(Unknown(nameof(Directions), Directions, FlowWords.Directions))
            .Concat(Unknown(nameof(Types), Types, FlowWords.Types))
            .Concat(Unknown(nameof(Classes), Classes, FlowWords.AllClasses)))
        {
            yield return problem;
        }
    }

    /// <summary>Valid only when the options are.</summary>
    internal FlowFilter ToFilter() => new()
    {
        Namespaces = Patterns(Namespaces),
        Dags = Patterns(Dags),
        Tasks = Patterns(Tasks),
        Peers = Patterns(Peers),
        Verdicts = Words(Verdicts, FlowWords.Verdicts),
        Directions = Words(Directions, FlowWords.Directions),
        Types = Words(Types, FlowWords.Types),
        Classes = Words(Classes, FlowWords.AllClasses),
    };

    private static ImmutableArray<NamePattern> Patterns(IReadOnlyList<string> texts) => [.. texts.Select(text => new NamePattern(text))];

    private static ImmutableArray<T> Words<T>(IReadOnlyList<string> texts, ImmutableArray<(string Word, T Value)> words)
        where T : struct => [.. texts.Select(text => FlowWords.Parse(words, text)!.Value)];

    private static IEnumerable<ValidationResult> Unknown<T>(string name, IReadOnlyList<string> texts, ImmutableArray<(string Word, T Value)> words)
        where T : struct => texts
            .Where(text => text.Length > 0 && FlowWords.Parse(words, text) is null)
            .Select(text => new ValidationResult($"'{Alerts.PlainText.Line(text, 64)}' is not one of: {string.Join(", ", words.Select(word => word.Word))}", [name]));
}
