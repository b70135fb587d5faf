using System.Globalization;
using Windsock.Agent.Configuration;
using Windsock.Testing;
using YamlDotNet.RepresentationModel;

namespace Windsock.Agent.Tests.Deployment;

/// <summary>The agent as an overlay of deploy/daemonset runs it: its workload, its pod, and the settings that its process would see.</summary>
internal sealed class RenderedAgent
{
    private static readonly Dictionary<string, string> FieldsOfPod = new()
    {
        ["spec.nodeName"] = "worker-1",
        ["metadata.namespace"] = "windsock",
        ["metadata.name"] = "windsock-x7k2p",
        ["status.hostIP"] = "192.0.2.7",
    };

    /// <summary>Name of the agent that an overlay may have beside those of the nodes.</summary>
    public const string Platform = "windsock-platform";

    private readonly Lazy<LoadedConfiguration> _configuration;

    public RenderedAgent(IReadOnlyList<YamlMappingNode> objects, string workload = "windsock")
    {
        Objects = objects;
        Workload = objects.Single(item => Text(item, "kind") is "DaemonSet" or "Deployment" && Text(item["metadata"], "name") == workload);
        Pod = (YamlMappingNode)Workload["spec"]["template"]["spec"];
        Container = (YamlMappingNode)Assert.Single(Items(Pod, "containers"));
        Environment = ReadEnvironment();
        _configuration = new(ReadConfiguration);
    }

    public IReadOnlyList<YamlMappingNode> Objects { get; }

    public YamlMappingNode Workload { get; }

    public YamlMappingNode Pod { get; }

    public YamlMappingNode Container { get; }

    /// <summary>The variables as the kubelet would set them.</summary>
    public Dictionary<string, string> Environment { get; }

    public LoadedConfiguration Configuration => _configuration.Value;

    /// <summary>The map that its pod mounts.</summary>
    public YamlMappingNode ConfigMap => OfKind("ConfigMap").Single(map => Text(map["metadata"], "name") == Text(Items(Pod, "volumes").Single(volume => Has(volume, "configMap"))["configMap"], "name"));

    public Dictionary<string, string> Labels => ((YamlMappingNode)Workload["spec"]["template"]["metadata"]["labels"]).ToDictionary(label => Scalar(label.Key), label => Scalar(label.Value));

    public Dictionary<string, int> Ports => Items(Container, "ports").ToDictionary(port => Text(port, "name"), port => int.Parse(Text(port, "containerPort"), CultureInfo.InvariantCulture));

    /// <summary>Mounts by path.</summary>
    public Dictionary<string, YamlNode> Mounts => Items(Container, "volumeMounts").ToDictionary(mount => Text(mount, "mountPath"));

    public static async Task<RenderedAgent> OfAsync(string overlay, params string[] components) => new(await Kustomize.RenderAsync(overlay, components));

    public IEnumerable<YamlMappingNode> OfKind(string kind) => Objects.Where(item => Text(item, "kind") == kind);

    public static string Scalar(YamlNode node) => ((YamlScalarNode)node).Value!;

    public static string Text(YamlNode node, string key) => Scalar(node[key]);

    public static bool Has(YamlNode node, string key) => ((YamlMappingNode)node).Children.ContainsKey(key);

    /// <summary>Of a list; none when the key is absent.</summary>
    public static IReadOnlyList<YamlNode> Items(YamlNode node, string key) => Has(node, key) ? [.. (YamlSequenceNode)node[key]] : [];

    private Dictionary<string, string> ReadEnvironment()
    {
        var environment = new Dictionary<string, string>();
        foreach (var variable in Items(Container, "env"))
        {
            var value = Has(variable, "value") ? Text(variable, "value") : FieldsOfPod[Text(variable["valueFrom"]["fieldRef"], "fieldPath")];

            // $(NAME) stands for a variable that comes before, and for itself when it does not.
            foreach (var (name, known) in environment)
            {
                value = value.Replace($"$({name})", known, StringComparison.Ordinal);
            }

            environment[Text(variable, "name")] = value;
        }

        return environment;
    }

    private LoadedConfiguration ReadConfiguration()
    {
        using var folder = new TemporaryFolder();
        var file = Path.Combine(folder.Path, "windsock.yaml");
        File.WriteAllText(file, Text(ConfigMap["data"], "windsock.yaml"));
        var outcome = new ConfigurationLoader(AgentSections.Schema).Load(file, Environment);
        Assert.Empty(outcome.Errors);
        return outcome.Configuration!;
    }
}
