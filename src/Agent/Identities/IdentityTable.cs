using System.Collections.Immutable;
using System.Globalization;
using Windsock.Agent.Cli;

namespace Windsock.Agent.Identities;

/// <summary>The tables of <c>windsock identities</c>.</summary>
internal static class IdentityTable
{
    private const int MaxNamed = 4;

    /// <summary>Agent of EKS Pod Identity: which role it gives is written in AWS alone.</summary>
    private static readonly ImmutableArray<string> PodIdentity = ["169.254.170.23", "fd00:ec2::23"];

    public static string Render(IdentityList list, CliConsole console)
    {
        if (list.Identities.IsEmpty)
        {
            return "No identity of a task was seen yet.\n";
        }

        ImmutableArray<Column<IdentityDocument>> columns =
        [
            new("DAG", identity => identity.DagId, ColumnKind.Name),
            new("NAMESPACE", identity => identity.Namespace, ColumnKind.Name),
            new("SERVICE ACCOUNT", identity => identity.ServiceAccount.Length > 0 ? identity.ServiceAccount : "(not known)", ColumnKind.Name),
            new("TASKS", identity => Names(identity.TaskIds), ColumnKind.Detail),
            new("CILIUM IDENTITY", identity => Names(identity.CiliumIdentities), ColumnKind.Detail),
            new("SPIFFE ID", identity => Names(identity.SpiffeIds), ColumnKind.Detail),
            new("CLOUD PRINCIPAL", CloudOf, ColumnKind.Detail),
            new("TOKENS FROM", identity => Names(identity.TokenSources), ColumnKind.Detail),
            new("KNOWN BY", identity => string.Join(", ", identity.KnownBy), ColumnKind.Detail),
            new("SHARED WITH", identity => Names(identity.SharedWith), ColumnKind.Detail) { Look = identity => identity.SharedWith.IsEmpty ? null : RenderedText.Bad },
            new("LAST SEEN", identity => identity.LastSeen.ToUniversalTime().ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture), ColumnKind.Number),
        ];
        var table = ColumnTable.Render(columns, list.Identities, console.Width, console.HasColour);
        return list.Shared.IsEmpty ? table : $"{table}\n{ColumnTable.Render(SharedColumns, list.Shared, console.Width, console.HasColour)}";
    }

    private static ImmutableArray<Column<SharedIdentityDocument>> SharedColumns { get; } =
    [
        new("SHARED IDENTITY", shared => shared.Name, ColumnKind.Name),
        new("KIND", shared => shared.Kind.Replace('_', ' '), ColumnKind.Name),
        new("DAGS", shared => Names(shared.Dags), ColumnKind.Detail),
    ];

    private static string CloudOf(IdentityDocument identity) =>
        !identity.CloudPrincipals.IsEmpty ? Names(identity.CloudPrincipals)
        : identity.TokenSources.Any(source => PodIdentity.Contains(source, StringComparer.Ordinal)) ? "(by EKS Pod Identity)"
        : "";

    private static string Names(ImmutableArray<string> names) => names.Length <= MaxNamed
        ? string.Join(", ", names)
        : string.Create(CultureInfo.InvariantCulture, $"{string.Join(", ", names.Take(MaxNamed))} and {names.Length - MaxNamed} more");
}
