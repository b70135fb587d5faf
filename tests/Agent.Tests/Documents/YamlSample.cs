using Windsock.Agent.Alerting;
using Windsock.Agent.Configuration;
using Windsock.Agent.Guardrails;
using Windsock.Testing.Documents;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace Windsock.Agent.Tests.Documents;

/// <summary>A fenced block of YAML and what it is a sample of, told by the keys at its top.</summary>
internal sealed class YamlSample
{
    private static readonly Dictionary<string, string> SomeNode = new() { ["NODE_NAME"] = "worker-1" };

    private readonly FencedBlock _block;
    private readonly List<YamlMappingNode> _documents;

    private YamlSample(FencedBlock block, List<YamlMappingNode> documents)
    {
        _block = block;
        _documents = documents;
        Kind = KindOf(documents);
    }

    public SampleKind Kind { get; }

    public string Place => _block.Place;

    public string Text => _block.Text;

    /// <exception cref="YamlException">It is no YAML.</exception>
    public static YamlSample Read(FencedBlock block)
    {
        var stream = new YamlStream();
        stream.Load(new StringReader(block.Text));
        return new YamlSample(block, [.. stream.Documents.Select(document => document.RootNode).OfType<YamlMappingNode>()]);
    }

    /// <summary>What the readers of the agent, or the rules of Kubernetes, have against it. Samples for other programs have none here.</summary>
    public IEnumerable<string> Mistakes()
    {
        var errors = new List<ConfigurationError>();
        switch (Kind)
        {
            case SampleKind.Guardrails:
                GuardrailReader.Read(Place, Text, errors);
                break;
            case SampleKind.Owners:
                OwnerFile.Read(Place, Text, errors);
                break;
            case SampleKind.Configuration:
                errors.AddRange(new ConfigurationLoader(AgentSections.Schema).LoadText(Place, Text, SomeNode).Errors);
                break;
            case SampleKind.Kubernetes:
                return _documents.Where(document => Scalar(document, "apiVersion").Length == 0 || Scalar(document, "kind").Length == 0)
                    .Select(_ => $"{Place}: an object of Kubernetes has apiVersion and kind");
            case SampleKind.Grafana:
                return _documents.Where(document => Scalar(document, "apiVersion") != "1").Select(_ => $"{Place}: Grafana's provisioning has apiVersion 1");
            default:
                break;
        }

        return errors.Select(error => error.ToString());
    }

    private static SampleKind KindOf(List<YamlMappingNode> documents)
    {
        bool Has(string key) => documents.Exists(document => document.Children.ContainsKey(new YamlScalarNode(key)));

        return Has("providers") || Has("datasources") ? SampleKind.Grafana
            : Has("apiVersion") || Has("kind") ? SampleKind.Kubernetes
            : Has("guardrails") ? SampleKind.Guardrails
            : Has("owners") ? SampleKind.Owners
            : Has("route") || Has("receivers") ? SampleKind.Alertmanager
            : Has("scrape_configs") || Has("rule_files") ? SampleKind.Prometheus
            : Has("groups") ? SampleKind.PrometheusRules
            : SampleKind.Configuration;
    }

    private static string Scalar(YamlMappingNode document, string key) =>
        document.Children.TryGetValue(new YamlScalarNode(key), out var value) && value is YamlScalarNode { Value: { } text } ? text : "";
}
