using System.ComponentModel;
using System.ComponentModel.DataAnnotations;

namespace Windsock.Detection.Platform.Identities;

#pragma warning disable IL2026 // The converter that these ranges are read with is TimeSpan's, which is always there.

/// <summary>When a right that one DAG alone uses of a shared account is worth a finding.</summary>
public sealed class IdentityOverreachOptions
{
    /// <summary>Default true.</summary>
    [Description("Look for rights that one DAG alone uses of an account that it shares with others: the others have them, and do not need them.")]
    public bool Enabled { get; set; } = true;

    /// <summary>1 hour to 90 days, default 7 days. Take a month where DAGs run monthly.</summary>
    [Description("How long an account's actions are watched before anything is said. What runs seldom is seen late: take a month where DAGs run monthly.")]
    [Range(typeof(TimeSpan), "01:00:00", "90.00:00:00")]
    public TimeSpan LearnFor { get; set; } = TimeSpan.FromDays(7);

    /// <summary>1 to 1,000,000, default 20.</summary>
    [Description("Actions through the account that must have been seen by then.")]
    [Range(1, 1_000_000)]
    public int MinActions { get; set; } = 20;
}
