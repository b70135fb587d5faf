using System.Collections.Immutable;
using System.Globalization;
using Windsock.Agent.Configuration;
using Windsock.Agent.Configuration.Yaml;
using Windsock.Agent.Guardrails;
using Windsock.Exporter.Prometheus.Cardinality;

namespace Windsock.Agent.Cardinality;

/// <summary>Reads a list of DAGs, YAML or JSON:
/// <code>
/// dags:
///   - dag: etl_orders
///     tasks: 12
///     peers: 8
///     mesh: true
///   - dag: "customer_*"
///     count: 40
///     tasks: 5
/// </code>
/// Strict: whatever else stands in it is a mistake.</summary>
internal static class DagPlanFile
{
    public const int MaxBytes = 16 * 1024 * 1024;

    /// <summary>Requests by method and status code of a task whose calls are seen, when nothing else is said.</summary>
    public const int MeshedRequests = 3;

    /// <summary>Entries of all levels together: 100,000 DAGs with ten keys each.</summary>
    private const int MaxNodes = 2_500_000;

    private const int MaxKinds = 7;
    private const int MaxValues = 10_000;
    private const string Content = "dags: and a list of entries such as { dag: etl_orders, tasks: 12, peers: 8 }";

    private static readonly ImmutableArray<string> Keys = ["dag", "count", "tasks", "peers", "peerKinds", "requests", "dnsCodes", "troubles", "mesh", "serves", "systems", "actions", "claims", "stateLocks", "cloudCalls"];

    /// <summary>Empty when there is a mistake; <paramref name="errors"/> then holds them all.</summary>
    public static ImmutableArray<DagPlan> Load(string path, List<ConfigurationError> errors)
    {
        try
        {
            var length = new FileInfo(path).Length;
            if (length <= MaxBytes)
            {
                return Read(path, File.ReadAllText(path), errors);
            }

            errors.Add(new ConfigurationError(ConfigOrigin.InFile(path), "", $"{length} bytes, at most {MaxBytes}; DAGs that are alike can be one entry with count"));
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            errors.Add(new ConfigurationError(ConfigOrigin.InFile(path), "", $"cannot be read: {failure.Message}"));
        }

        return [];
    }

    /// <param name="file">How the file is called in messages.</param>
    public static ImmutableArray<DagPlan> Read(string file, string text, List<ConfigurationError> errors)
    {
        var before = errors.Count;
        if (YamlReader.Read(file, text, errors, MaxNodes, Content) is not { } root)
        {
            return [];
        }

        var fields = new Fields(root, "", errors, "dags");
        var dags = ImmutableArray<DagPlan>.Empty;
        if (fields.List("dags", "a list of entries such as { dag: etl_orders, tasks: 12, peers: 8 }") is { } list)
        {
            dags = [.. list.Items.Select((item, index) => ReadEntry(item, $"dags[{index}]", errors)).OfType<DagPlan>()];
        }

        if (errors.Count == before && dags.IsEmpty)
        {
            errors.Add(new ConfigurationError(root.Origin, "dags", $"is missing or empty; the file holds {Content}"));
        }

        if (dags.Sum(dag => (long)dag.Count) is var count && count > ClusterPlan.MaxDags)
        {
            errors.Add(new ConfigurationError(root.Origin, "dags", $"{count} DAGs, at most {ClusterPlan.MaxDags}"));
        }

        return errors.Count == before ? dags : [];
    }

    private static DagPlan? ReadEntry(ConfigNode node, string path, List<ConfigurationError> errors)
    {
        if (node is not MappingNode entry)
        {
            errors.Add(new ConfigurationError(node.Origin, path, "must be an entry such as { dag: etl_orders, tasks: 12, peers: 8 }"));
            return null;
        }

        var fields = new Fields(entry, path, errors, Keys);
        fields.Scalar("dag", "a DAG id, which is there for the reader only");
        var usual = new TaskTraffic();
        var hasMesh = Flag(fields, "mesh");
        return new DagPlan(Number(fields, "count", 1, 1, ClusterPlan.MaxDags), Number(fields, "tasks", 1, 1, ClusterPlan.MaxTasks), new TaskTraffic
        {
            Peers = Number(fields, "peers", usual.Peers, 0, MaxValues),
            PeerKinds = Number(fields, "peerKinds", usual.PeerKinds, 1, MaxKinds),
            Requests = Number(fields, "requests", hasMesh ? MeshedRequests : usual.Requests, 0, MaxValues),
            DnsCodes = Number(fields, "dnsCodes", usual.DnsCodes, 0, 13),
            Troubles = Number(fields, "troubles", usual.Troubles, 0, MaxValues),
            HasMesh = hasMesh,
            Serves = Flag(fields, "serves"),
            Systems = Number(fields, "systems", usual.Systems, 0, 7),
            Actions = Number(fields, "actions", usual.Actions, 1, MaxValues),
            HasClaims = Flag(fields, "claims"),
            HasStateLocks = Flag(fields, "stateLocks"),
            CloudCalls = Number(fields, "cloudCalls", usual.CloudCalls, 0, MaxValues),
        });
    }

    private static int Number(Fields fields, string key, int fallback, int lowest, int highest)
    {
        var form = string.Create(CultureInfo.InvariantCulture, $"a whole number from {lowest} to {highest}");
        if (fields.Scalar(key, form) is not { } scalar)
        {
            return fallback;
        }

        if (int.TryParse(scalar.Text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= lowest && number <= highest)
        {
            return number;
        }

        fields.Fail(scalar.Origin, key, $"{ScalarBinding.Quote(scalar.Text)} is not {form}");
        return fallback;
    }

    private static bool Flag(Fields fields, string key) => fields.Choice(key, "true", "false") == "true";
}
