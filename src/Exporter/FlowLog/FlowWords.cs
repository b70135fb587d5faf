using System.Collections.Immutable;
using System.Text.Json;
using Windsock.Model.Flows;
using Windsock.Model.Identity;

namespace Windsock.Exporter.FlowLog;

/// <summary>The public spelling of closed sets in records and filters. Every answer is a constant or made once.</summary>
public static class FlowWords
{
    private static readonly string[] Classes = Snake<AttributionClass>();
    private static readonly string[] Reasons = Snake<AttributionReason>();
    private static readonly string[] Roles = Snake<PodRole>();
    private static readonly string[] PeerKinds = Snake<PeerKind>();
    private static readonly string[] L7Kinds = Snake<L7Kind>();
    private static readonly string[] Flags = [.. Enumerable.Range(0, 512).Select(flags => FlagsText((TcpFlags)flags))];

    public static ImmutableArray<(string Word, Verdict Value)> Verdicts { get; } = Words<Verdict>(PublicNames.Of);

    public static ImmutableArray<(string Word, TrafficDirection Value)> Directions { get; } = [("egress", TrafficDirection.Egress), ("ingress", TrafficDirection.Ingress)];

    public static ImmutableArray<(string Word, FlowType Value)> Types { get; } = Words<FlowType>(PublicNames.Of);

    public static ImmutableArray<(string Word, AttributionClass Value)> AllClasses { get; } = Words<AttributionClass>(Of);

    public static string Of(AttributionClass value) => Classes[(int)value];

    public static string Of(AttributionReason value) => Reasons[(int)value];

    public static string Of(PodRole value) => Roles[(int)value];

    public static string Of(PeerKind value) => PeerKinds[(int)value];

    internal static string Of(L7Kind value) => (int)value < L7Kinds.Length ? L7Kinds[(int)value] : L7Kinds[0];

    /// <summary><c>SYN ACK</c>.</summary>
    internal static string Of(TcpFlags flags) => Flags[(int)flags & 511];

    /// <summary>Null when no value is spelled like this.</summary>
    public static T? Parse<T>(ImmutableArray<(string Word, T Value)> words, string text)
        where T : struct
    {
        foreach (var (word, value) in words)
        {
            if (word == text)
            {
                return value;
            }
        }

        return null;
    }

    private static ImmutableArray<(string Word, T Value)> Words<T>(Func<T, string> of)
        where T : struct, Enum => [.. Enum.GetValues<T>().Select(value => (of(value), value))];

    private static string[] Snake<T>()
        where T : struct, Enum => [.. Enum.GetValues<T>().Select(value => JsonNamingPolicy.SnakeCaseLower.ConvertName(value.ToString()))];

    private static string FlagsText(TcpFlags flags) => string.Join(' ', Enum.GetValues<TcpFlags>()
        .Where(flag => flag != TcpFlags.None && flags.HasFlag(flag))
        .Select(flag => flag.ToString().ToUpperInvariant()));
}
