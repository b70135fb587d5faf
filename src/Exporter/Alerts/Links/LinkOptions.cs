using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Windsock.Exporter.Alerts.Http;

namespace Windsock.Exporter.Alerts.Links;

/// <summary>Where the links in messages lead: pages that the person on call opens. Each is left out while its key is empty.</summary>
public sealed class LinkOptions : IValidatableObject
{
    [Description("Airflow's pages: the log of the try.")]
    public AirflowLinkOptions Airflow { get; set; } = new();

    /// <summary>Address of a dashboard with the variables <c>namespace</c>, <c>dag_id</c> and <c>task_id</c>. Default: empty.</summary>
    [Description("Address of the Grafana dashboard of a DAG (https://grafana.example.com/d/UID/name). The variables namespace, dag_id and task_id and the time range are filled in.")]
    public string DashboardUrl { get; set; } = "";

    /// <summary>Address of the runbooks, with <c>{rule}</c> for the name of the rule. Default: empty.</summary>
    [Description("Address of the runbook of a rule, with {rule} in it: where docs/runbooks/{rule}.md is served ({rule} becomes new_destination and the like).")]
    public string RunbookUrl { get; set; } = "";

    /// <summary>Address of a trace, with <c>{trace_id}</c>. Default: empty.</summary>
    [Description("Address of a trace, with {trace_id} in it.")]
    public string TraceUrl { get; set; } = "";

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext) =>
    [
        .. Check(DashboardUrl, "", nameof(DashboardUrl)),
        .. Check(RunbookUrl, AlertLinks.RuleMark, nameof(RunbookUrl)),
        .. Check(TraceUrl, AlertLinks.TraceMark, nameof(TraceUrl)),
    ];

    internal static IEnumerable<ValidationResult> Check(string address, string mark, string member)
    {
        if (address.Length == 0)
        {
            yield break;
        }

        // A mark in the host would let a name decide where people are sent.
        if (ReceiverAddress.Parse(address.Replace(mark.Length > 0 ? mark : "{", "x", StringComparison.Ordinal), out var mistake) is null)
        {
            // What is wrong may be a password: the text is not shown.
            yield return new ValidationResult(mistake, [member]);
        }
        else if (mark.Length > 0 && address.IndexOf(mark, StringComparison.Ordinal) <= address.IndexOf('/', address.IndexOf("//", StringComparison.Ordinal) + 2))
        {
            yield return new ValidationResult($"'{PlainText.Line(address, 100)}' must hold {mark} in its path or query", [member]);
        }
    }
}
