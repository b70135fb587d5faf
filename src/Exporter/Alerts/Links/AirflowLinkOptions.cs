using System.ComponentModel;
using System.ComponentModel.DataAnnotations;

namespace Windsock.Exporter.Alerts.Links;

/// <summary>Airflow's pages.</summary>
public sealed class AirflowLinkOptions : IValidatableObject
{
    /// <summary>What people type to open Airflow: <c>[webserver] base_url</c> (2), <c>[api] base_url</c> (3). Default: empty, no links.</summary>
    [Description("Address of Airflow's pages as people open them ([webserver] base_url of Airflow 2, [api] base_url of Airflow 3). Empty: no links to Airflow.")]
    public string BaseUrl { get; set; } = "";

    /// <summary>Default <see cref="AirflowPages.V3"/>.</summary>
    [Description("Which pages there are: v23 is Airflow 2.3 to 2.9.0, v29 is 2.9.1 to 2.11, v3 is Airflow 3.")]
    [EnumDataType(typeof(AirflowPages))]
    public AirflowPages Version { get; set; } = AirflowPages.V3;

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        foreach (var mistake in LinkOptions.Check(BaseUrl, "", nameof(BaseUrl)))
        {
            yield return mistake;
        }

        if (BaseUrl.AsSpan().IndexOfAny('?', '#') >= 0)
        {
            yield return new ValidationResult("has a query or a fragment; allowed: scheme, host, port and path", [nameof(BaseUrl)]);
        }
    }
}

/// <summary>How Airflow's pages are addressed.</summary>
public enum AirflowPages : byte
{
    /// <summary>Airflow 2.3 to 2.9.0: the page <c>/log</c>.</summary>
    V23,

    /// <summary>Airflow 2.9.1 to 2.11: the tab <c>logs</c> of the grid.</summary>
    V29,

    /// <summary>Airflow 3.</summary>
    V3,
}
