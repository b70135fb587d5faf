using System.ComponentModel;
using System.ComponentModel.DataAnnotations;

namespace Windsock.Exporter.FlowLog;

/// <summary>The flow log as files of JSON lines.</summary>
public sealed class FlowLogFileOptions : IValidatableObject
{
    /// <summary>Default false.</summary>
    [Description("Write the flow log to a file.")]
    public bool Enabled { get; set; }

    /// <summary>Default: /var/log/windsock/flows.jsonl.</summary>
    [Description("The file. Full ones are renamed to its name with the time (flows-20260301T120000.1234567Z.jsonl). Its folder must exist and be writable.")]
    public string Path { get; set; } = "/var/log/windsock/flows.jsonl";

    /// <summary>Default 100 MiB, range 1 MiB to 4 GiB.</summary>
    [Description("Size at which a file is full and the next one is begun.")]
    [Range(1L << 20, 4L << 30)]
    public long MaxBytes { get; set; } = 100L << 20;

    /// <summary>Beside the one that is written to. Default 5, range 1 to 1,000.</summary>
    [Description("Full files that are kept; the oldest one goes first.")]
    [Range(1, 1_000)]
    public int MaxFiles { get; set; } = 5;

    /// <summary>Default true.</summary>
    [Description("Compress full files with gzip, within half a minute.")]
    public bool Compress { get; set; } = true;

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (Enabled && (!System.IO.Path.IsPathFullyQualified(Path) || System.IO.Path.GetFileName(Path).Length == 0))
        {
            yield return new ValidationResult($"'{Alerts.PlainText.Line(Path, 200)}' is not the whole path of a file; allowed: /var/log/windsock/flows.jsonl and the like", [nameof(Path)]);
        }
    }
}
