using System.Collections.Immutable;
using Microsoft.Extensions.Logging;
using Windsock.FlowCollector.Cluster;
using Windsock.FlowCollector.Cluster.Api;
using Windsock.FlowCollector.Cluster.Watching;
using Windsock.Model.Platform;
using Windsock.Pipeline.Sources;

namespace Windsock.FlowCollector.TerraformLocks;

/// <summary>Watches the Leases that Terraform's Kubernetes backend locks its states with, by their label <c>tfstate=true</c>. The Secrets that
/// hold the states are never asked for, not even for their metadata.</summary>
internal sealed class TerraformLockSource : IPlatformSource
{
    public const string SourceName = "terraform_locks";

    private const string Selector = "tfstate=true";

    /// <summary>States that are known at most; no cluster comes near it, and whoever may create Leases could make it grow.</summary>
    private const int MaxLocks = 20_000;

    private readonly ImmutableArray<ObjectWatch<StateLock>> _watches;
    private PlatformWriter? _writer;

    public TerraformLockSource(
        TerraformLockOptions options, KubernetesOptions kubernetes, WatchTimings timings, KubernetesApi api, TimeProvider time, ILogger logger)
    {
        var budget = new ObjectBudget(MaxLocks);
        _watches =
        [
            .. Places(options).Select(place => new ObjectWatch<StateLock>(
                place.Path, new LeaseMapper(), api, kubernetes, timings, time, new TerraformLockLog(logger, place.Words, api.CredentialOrigin, Report),
                new WatchStatistics(place.Path.Name, Counts, budget))),
        ];
    }

    public string Name => SourceName;

    /// <summary>Of all watches together.</summary>
    public WatchCounts Counts { get; } = new();

    /// <summary>Locks that are known now, taken or not.</summary>
    public int Known => _watches.Sum(watch => watch.Statistics.Known.Count);

    /// <summary>Locks for which there was no room.</summary>
    public long Refused => _watches.Sum(watch => watch.Statistics.Known.Refused);

    public async Task RunAsync(PlatformWriter writer, CancellationToken stop)
    {
        Volatile.Write(ref _writer, writer);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(stop);
        await Task.WhenAll(_watches.Select(watch => RunAsync(watch, new TerraformLockSink(writer), either))).ConfigureAwait(false);
        writer.ReportUp(false);
    }

    private static async Task RunAsync(ObjectWatch<StateLock> watch, TerraformLockSink sink, CancellationTokenSource either)
    {
        try
        {
            await watch.RunAsync(sink, either.Token).ConfigureAwait(false);
        }
        finally
        {
            // One that fails ends the others, so that all are started again.
            await either.CancelAsync().ConfigureAwait(false);
        }
    }

    private static IEnumerable<(ResourcePath Path, string Words)> Places(TerraformLockOptions options) => options.Namespaces.Count == 0
        ? [(PathOf("apis/coordination.k8s.io/v1/leases"), "all namespaces")]
        : options.Namespaces.Distinct(StringComparer.Ordinal).Select(space =>
            (PathOf($"apis/coordination.k8s.io/v1/namespaces/{Uri.EscapeDataString(space)}/leases"), $"namespace {space}"));

    private static ResourcePath PathOf(string path) => new("leases", path, "", IsMetadataOnly: false, LabelSelector: Selector);

    /// <summary>It works while every watch does.</summary>
    private void Report() => Volatile.Read(ref _writer)?.ReportUp(_watches.All(watch => watch.Statistics.IsUp));
}
