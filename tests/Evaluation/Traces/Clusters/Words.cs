using System.Collections.Immutable;

namespace Windsock.Evaluation.Traces.Clusters;

/// <summary>What the names of the simulated cluster are made of.</summary>
internal static class Words
{
    private const string Base32 = "abcdefghijklmnopqrstuvwxyz234567";

    public static ImmutableArray<string> Subjects { get; } =
    [
        "orders", "billing", "stock", "clicks", "ledger", "payroll", "fraud", "prices", "returns", "routes",
        "search", "claims", "crm", "leads", "tickets", "meters", "traffic", "weather", "surveys", "audit",
    ];

    public static ImmutableArray<string> Verbs { get; } = ["load", "extract", "merge", "score", "export", "check", "enrich", "publish"];

    public static ImmutableArray<string> Stores { get; } = ["postgres", "redis", "kafka", "api", "features", "trino", "minio", "vault"];

    public static ImmutableArray<string> Spaces { get; } = ["data", "ml", "platform", "finance"];

    public static ImmutableArray<string> Vendors { get; } =
    [
        "acme", "globex", "initech", "umbra", "hooli", "stark", "wayne", "tyrell", "cyberdyne", "aperture",
        "vandelay", "oceanic", "soylent", "massive", "wonka", "duff", "prestige", "octan", "gringott", "monarch",
    ];

    public static string Hash(Randomness random, int length) => string.Create(length, random, static (span, random) =>
    {
        foreach (ref var letter in span)
        {
            letter = Base32[random.Below(Base32.Length)];
        }
    });
}
