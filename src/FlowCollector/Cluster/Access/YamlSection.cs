using YamlDotNet.RepresentationModel;

namespace Windsock.FlowCollector.Cluster.Access;

/// <summary>A mapping of a kubeconfig with the path that leads to it, so that an error can name its place.</summary>
internal readonly struct YamlSection
{
    private readonly YamlMappingNode? _node;
    private readonly string _file;

    private YamlSection(YamlMappingNode? node, string file, string path)
    {
        _node = node;
        _file = file;
        Path = path;
    }

    /// <summary>For example <c>clusters[prod].cluster</c>.</summary>
    public string Path { get; }

    public bool Exists => _node is not null;

    public static YamlSection Root(YamlMappingNode node, string file) => new(node, file, "");

    public bool Has(string key) => Find(key) is not null;

    /// <summary>Empty when absent or null.</summary>
    /// <exception cref="KubernetesConfigurationException">Not a text.</exception>
    public string Text(string key) => Find(key) switch
    {
        null => "",
        YamlScalarNode { Style: YamlDotNet.Core.ScalarStyle.Plain, Value: "null" or "~" or "" } => "",
        YamlScalarNode scalar => scalar.Value ?? "",
        _ => throw Wrong(key, "a text"),
    };

    public bool Flag(string key) => Text(key) switch
    {
        "true" => true,
        "false" or "" => false,
        _ => throw Wrong(key, "true or false"),
    };

    /// <summary>A section that does not exist when the key is absent.</summary>
    public YamlSection Section(string key) => Find(key) switch
    {
        YamlMappingNode mapping => new YamlSection(mapping, _file, Below(key)),
        null or YamlScalarNode { Value: null or "" or "null" or "~" } => new YamlSection(null, _file, Below(key)),
        _ => throw Wrong(key, "a section"),
    };

    /// <summary>The section <paramref name="part"/> of the element of list <paramref name="list"/> that has this name.</summary>
    public YamlSection Named(string list, string name, string part)
    {
        foreach (var element in Elements(list))
        {
            if (element.Text("name") == name)
            {
                return new YamlSection(element.Section(part)._node ?? [], _file, $"{list}[{name}].{part}");
            }
        }

        throw new KubernetesConfigurationException($"Kubeconfig '{_file}' has no element '{name}' in '{list}', which it refers to");
    }

    public IEnumerable<YamlSection> Elements(string list)
    {
        var (file, path) = (_file, Below(list));
        return Sequence(list).Select((node, index) => node is YamlMappingNode mapping
            ? new YamlSection(mapping, file, $"{path}[{index}]")
            : throw new KubernetesConfigurationException($"Kubeconfig '{file}': {path}[{index}] must be a section"));
    }

    public IEnumerable<string> Texts(string list)
    {
        var (file, path) = (_file, Below(list));
        return Sequence(list).Select((node, index) => node is YamlScalarNode scalar
            ? scalar.Value ?? ""
            : throw new KubernetesConfigurationException($"Kubeconfig '{file}': {path}[{index}] must be a text"));
    }

    /// <summary>An error at a key of this section.</summary>
    public KubernetesConfigurationException Error(string key, string problem) => new($"Kubeconfig '{_file}': {Below(key)} {problem}");

    private YamlSequenceNode Sequence(string key) => Find(key) switch
    {
        YamlSequenceNode sequence => sequence,
        null or YamlScalarNode { Value: null or "" or "null" or "~" } => [],
        _ => throw Wrong(key, "a list"),
    };

    private YamlNode? Find(string key) => _node is not null && _node.Children.TryGetValue(new YamlScalarNode(key), out var value) ? value : null;

    private string Below(string key) => Path.Length == 0 ? key : $"{Path}.{key}";

    private KubernetesConfigurationException Wrong(string key, string wanted) => Error(key, $"must be {wanted}");
}
