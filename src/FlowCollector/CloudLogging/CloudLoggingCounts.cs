using Windsock.FlowCollector.CloudLogging.Mapping;
using Windsock.FlowCollector.CloudLogging.Tokens;
using Windsock.Model.Metrics;

namespace Windsock.FlowCollector.CloudLogging;

/// <summary>What came from Pub/Sub. Counted by requests, read by scrapes.</summary>
internal sealed class CloudLoggingCounts
{
    private readonly Counter[] _entries = [.. Enum.GetValues<EntryKind>().Select(_ => new Counter())];
    private readonly Counter[] _tokens = [.. Enum.GetValues<TokenVerdict>().Select(_ => new Counter())];

    /// <summary>Times the issuer's keys were asked for, and got.</summary>
    public Counter KeyFetches { get; } = new();

    /// <summary>Times they could not be had: no answer, or no keys in it.</summary>
    public Counter KeyFailures { get; } = new();

    public void Count(EntryKind kind) => _entries[(int)kind].Add();

    public void Count(TokenVerdict verdict) => _tokens[(int)verdict].Add();

    public long Of(EntryKind kind) => _entries[(int)kind].Value;

    public long Of(TokenVerdict verdict) => _tokens[(int)verdict].Value;
}
