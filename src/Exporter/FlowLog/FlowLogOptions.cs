using System.ComponentModel;
using System.ComponentModel.DataAnnotations;

namespace Windsock.Exporter.FlowLog;

/// <summary>Section <c>flowLog</c>: attributed flows, one by one, to where they are kept. Off unless one of its outputs is on.</summary>
public sealed class FlowLogOptions : IValidatableObject
{
    private const int MaxFilters = 64;

    /// <summary>Default false.</summary>
    [Description("Write the flow log to the agent's standard output, as JSON lines. The agent's own log is on standard error.")]
    public bool Stdout { get; set; }

    [Description("Files of JSON lines.")]
    public FlowLogFileOptions File { get; set; } = new();

    [Description("OpenTelemetry log records to a collector.")]
    public FlowLogOtlpOptions Otlp { get; set; } = new();

    /// <summary>Default false: a node has many flows that Airflow has nothing to do with.</summary>
    [Description("Also log flows that concern neither a task nor a part of Airflow.")]
    public bool All { get; set; }

    /// <summary>Default: all.</summary>
    [Description("Fields of a record that are written (docs/guides/flow-log.md lists them). Empty: all.")]
    public IReadOnlyList<string> Fields { get; set; } = [];

    /// <summary>Default: every record. At most 64.</summary>
    [Description("Only records that fit one of these filters. Empty: all.")]
    public IReadOnlyList<FlowFilterOptions> Allow { get; set; } = [];

    /// <summary>Default: none. At most 64.</summary>
    [Description("No records that fit one of these filters, whatever allow says.")]
    public IReadOnlyList<FlowFilterOptions> Deny { get; set; } = [];

    /// <summary>Of each output. Default 16,384 (about 4 MB), range 1,000 to 1,000,000.</summary>
    [Description("Flow events that may wait for an output. Past it they are dropped and counted: a slow disk or collector never holds up the agent.")]
    [Range(1_000, 1_000_000)]
    public int QueueFlows { get; set; } = 16_384;

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        foreach (var name in Fields.Where(name => FlowFields.Parse(name) is null))
        {
            yield return new ValidationResult(
                $"'{Alerts.PlainText.Line(name, 64)}' is not one of: {string.Join(", ", FlowFields.All.Select(field => FlowFields.NameOf(field.Field)))}", [nameof(Fields)]);
        }

        foreach (var (name, count) in ((string, int)[])[(nameof(Allow), Allow.Count), (nameof(Deny), Deny.Count)])
        {
            if (count > MaxFilters)
            {
                yield return new ValidationResult($"has {count} entries; allowed: at most {MaxFilters}", [name]);
            }
        }
    }

    internal FlowSelection ToSelection() => new()
    {
        All = All,
        Allow = [.. Allow.Select(filter => filter.ToFilter())],
        Deny = [.. Deny.Select(filter => filter.ToFilter())],
    };

    internal FlowFieldSet ToFields() => Fields.Count == 0
        ? FlowFieldSet.All
        : Fields.Aggregate(default(FlowFieldSet), static (set, name) => set.With(FlowFields.Parse(name)!.Value));
}
