using System.Globalization;
using Windsock.Exporter.FlowLog;

namespace Windsock.Exporter.AuditTrail.Querying;

/// <summary>What a record must be like; null asks for nothing. All must hold together. Immutable.</summary>
public sealed record TrailQuery
{
    public NamePattern? Dag { get; init; }

    public NamePattern? Task { get; init; }

    public NamePattern? Run { get; init; }

    /// <summary>A service account with or without its namespace, a user, a cloud principal, or the id of a credential.</summary>
    public NamePattern? Identity { get; init; }

    public string? System { get; init; }

    public string? Outcome { get; init; }

    public string? Kind { get; init; }

    public DateTimeOffset? Since { get; init; }

    public DateTimeOffset? Until { get; init; }

    public bool Fits(TrailRow row) =>
        Fits(Dag, row.Dag) && Fits(Task, row.Task) && Fits(Run, row.Run)
        && Fits(System, row.System) && Fits(Outcome, row.Outcome) && Fits(Kind, row.Kind)
        && FitsIdentity(row) && FitsTime(row);

    private static bool Fits(NamePattern? pattern, string name) => pattern is null || (name.Length > 0 && pattern.Matches(name));

    private static bool Fits(string? word, string value) => word is null || word == value;

    private bool FitsIdentity(TrailRow row) =>
        Identity is null || Fits(Identity, row.ServiceAccount) || Fits(Identity, row.ServiceAccount[(row.ServiceAccount.IndexOf('/', StringComparison.Ordinal) + 1)..])
        || Fits(Identity, row.Username) || Fits(Identity, row.Impersonated) || Fits(Identity, row.CloudPrincipal) || Fits(Identity, row.CredentialId);

    private bool FitsTime(TrailRow row) => (Since is null && Until is null)
        || (DateTimeOffset.TryParse(row.Time, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time)
            && (Since is not { } since || time >= since) && (Until is not { } until || time <= until));
}
