using System.ComponentModel;
using System.ComponentModel.DataAnnotations;

namespace Windsock.Exporter.AuditTrail;

/// <summary>Keys <c>platform.trail</c>: the audit trail, a chain of records in files. Off without a directory.</summary>
public sealed class TrailOptions : IValidatableObject
{
    /// <summary>Default: none, which means off.</summary>
    [Description("Directory of the audit trail, of its own and on a volume that outlives the pod. Empty: no trail.")]
    public string Directory { get; set; } = "";

    /// <summary>Default <see cref="TrailActions.Writes"/>.</summary>
    [Description("Which actions are recorded: those that change something and everything that failed, or all.")]
    [EnumDataType(typeof(TrailActions))]
    public TrailActions Actions { get; set; } = TrailActions.Writes;

    /// <summary>Default 64 MiB, range 1 MiB to 1 GiB. A file may be longer by what is written at once.</summary>
    [Description("Size at which a file is finished and sealed; so it is at the first record of the next day (UTC), too.")]
    [Range(1L << 20, 1L << 30)]
    public long MaxFileBytes { get; set; } = 64L << 20;

    /// <summary>Default <see cref="TrailFsync.Always"/>.</summary>
    [Description("When records are flushed to the disk: always, before they count as written; seal, only when a file is finished and at the stop.")]
    [EnumDataType(typeof(TrailFsync))]
    public TrailFsync Fsync { get; set; } = TrailFsync.Always;

    /// <summary>Default: none.</summary>
    [Description("File with a secret of at least 32 characters in one line. With it every record carries an HMAC instead of a plain hash. A directory is with a key from its first record to its last. Empty: none.")]
    public string KeyFile { get; set; } = "";

    /// <summary>Default 16,384, range 1,000 to 1,000,000.</summary>
    [Description("Records that may wait for the disk. Past it the newest are dropped, counted, and the trail itself says how many are missing.")]
    [Range(1_000, 1_000_000)]
    public int Queue { get; set; } = 16_384;

    /// <summary>Default zero: files are kept for ever. Up to 100 years.</summary>
    [Description("Age at which a finished file is deleted, which the trail records. 0s: never.")]
    [Range(typeof(TimeSpan), "00:00:00", "36500.00:00:00")]
    public TimeSpan MaxAge { get; set; }

    /// <summary>Default zero: no limit. Up to 1 PiB.</summary>
    [Description("Size of all finished files together past which the oldest are deleted, which the trail records. 0: no limit.")]
    [Range(0L, 1L << 50)]
    public long MaxBytes { get; set; }

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (Directory.Length > 0 && !Path.IsPathFullyQualified(Directory))
        {
            yield return new ValidationResult($"'{Alerts.PlainText.Line(Directory, 200)}' is not a whole path; allowed: /var/lib/windsock/trail and the like", [nameof(Directory)]);
        }
    }
}
