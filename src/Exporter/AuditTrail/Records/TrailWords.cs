using System.Collections.Immutable;
using System.Text.Json;

namespace Windsock.Exporter.AuditTrail.Records;

/// <summary>Public spelling of closed sets.</summary>
internal static class TrailWords
{
    public static readonly ImmutableArray<string> Kinds = [.. Enum.GetValues<TrailKind>().Select(kind => JsonNamingPolicy.SnakeCaseLower.ConvertName(kind.ToString()))];

    public static string Of(TrailKind kind) => Kinds[(int)kind];
}
