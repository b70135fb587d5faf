using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Logging.Abstractions;
using Windsock.FlowCollector.Cluster;
using Windsock.FlowCollector.Cluster.Watching;
using Windsock.Model.Metrics;

namespace Windsock.FlowCollector.Tests.Cluster;

public sealed class ClusterWatchRegistrationTests : IDisposable
{
    private readonly ScratchFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Without_the_API_there_is_nothing_to_watch_and_nothing_to_measure()
    {
        using var watches = Create(new KubernetesOptions { Scope = KubernetesScope.Off, Kubeconfig = "/nowhere" });

        Assert.Empty(watches.Watches);
        Assert.Empty(Collect(watches.Metrics));
    }

    [Theory]
    [InlineData(true, true, "pods serviceaccounts namespaces")]
    [InlineData(false, true, "pods namespaces")]
    [InlineData(false, false, "pods")]
    public void Each_resource_has_a_watch_of_its_own(bool accounts, bool namespaces, string names)
    {
        using var watches = Create(new KubernetesOptions { Kubeconfig = Kubeconfig(), ServiceAccounts = accounts, Namespaces = namespaces });

        Assert.Equal(names, string.Join(' ', watches.Watches.Select(watch => watch.Name)));
    }

    [Fact]
    public void A_node_without_a_name_cannot_be_watched()
    {
        var failure = Assert.Throws<KubernetesConfigurationException>(() => Create(new KubernetesOptions { Kubeconfig = Kubeconfig() }, ""));

        Assert.Contains("set node.name, or NODE_NAME", failure.Message, StringComparison.Ordinal);
        using var watches = Create(new KubernetesOptions { Kubeconfig = Kubeconfig(), Scope = KubernetesScope.Cluster }, "");
        Assert.Equal(3, watches.Watches.Length);
    }

    [Fact]
    public void Every_series_with_closed_labels_is_there_from_the_start_at_zero()
    {
        using var watches = Create(new KubernetesOptions { Kubeconfig = Kubeconfig() });

        var series = Collect(watches.Metrics);

        Assert.All(series, one => Assert.Equal(0, one.Value));
        Assert.Equal(3 * (1 + 1 + Enum.GetValues<RelistReason>().Length + Enum.GetValues<WatchError>().Length + 2), series.Count);
        Assert.Contains("cluster_watch_errors_total pods version_too_large", series.Keys);
        Assert.Contains("cluster_relists_total namespaces start", series.Keys);
        Assert.Contains("cluster_watch_up serviceaccounts", series.Keys);
        foreach (var family in watches.Metrics.Families)
        {
            var reasons = family.ClosedValues.GetValueOrDefault("reason", []);
            Assert.All(series.Keys.Where(key => key.StartsWith(family.Name + " ", StringComparison.Ordinal) && !reasons.IsEmpty), key => Assert.Contains(key.Split(' ')[2], reasons));
        }
    }

    [Theory]
    [InlineData(9, 8_000_000, 100, "PageSize")]
    [InlineData(500, 1_000, 100, "MaxObjectBytes")]
    [InlineData(500, 8_000_000, 60, "IdleSeconds")]
    public void Options_out_of_range_are_refused(int pageSize, int maxObjectBytes, int idle, string property)
    {
        var options = new KubernetesOptions { PageSize = pageSize, MaxObjectBytes = maxObjectBytes, IdleSeconds = idle };

        Assert.Equal([property], Mistakes(options));
        Assert.Empty(Mistakes(new KubernetesOptions()));
    }

    private static IEnumerable<string> Mistakes(KubernetesOptions options)
    {
        List<ValidationResult> results = [];
        Validator.TryValidateObject(options, new ValidationContext(options), results, validateAllProperties: true);
        return results.SelectMany(result => result.MemberNames);
    }

    private static ClusterWatches Create(KubernetesOptions options, string node = "node-1") =>
        ClusterWatchRegistration.Create(options, node, TimeProvider.System, NullLoggerFactory.Instance);

    private string Kubeconfig() => _folder.Write("config", """
        current-context: x
        contexts: [{name: x, context: {cluster: c}}]
        clusters: [{name: c, cluster: {server: "http://127.0.0.1:1"}}]
        """);

    private static Dictionary<string, double> Collect(IMetricSource source)
    {
        var collected = new Collected();
        source.Collect(collected);
        return collected.Series;
    }

    private sealed class Collected : IMetricCollector
    {
        public Dictionary<string, double> Series { get; } = [];

        public void Add(MetricFamily family, double value, params ReadOnlySpan<string> labelValues) =>
            Series.Add($"{family.Name} {string.Join(' ', labelValues!)}", value);
    }
}
