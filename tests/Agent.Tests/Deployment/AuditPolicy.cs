using Windsock.Testing.Dashboards;
using YamlDotNet.RepresentationModel;

namespace Windsock.Agent.Tests.Deployment;

/// <summary>An audit policy of Kubernetes, read as an API server does: the first rule that fits decides.</summary>
internal sealed class AuditPolicy
{
    private readonly List<YamlNode> _rules;

    public AuditPolicy(string path)
    {
        Root = MetricCatalogue.Root(path);
        _rules = [.. (YamlSequenceNode)Root["rules"]];
    }

    public YamlMappingNode Root { get; }

    public IReadOnlyList<YamlNode> Rules => _rules;

    /// <summary><c>None</c> when no rule fits.</summary>
    /// <param name="resource">With its subresource, <c>pods/log</c>.</param>
    public string LevelOf(string user, string[] groups, string verb, string apiGroup, string resource) =>
        _rules.FirstOrDefault(rule => Fits(rule, "users", [user]) && Fits(rule, "userGroups", groups) && Fits(rule, "verbs", [verb]) && IsAbout(rule, apiGroup, resource)) is { } found
            ? RenderedAgent.Text(found, "level")
            : "None";

    private static bool Fits(YamlNode rule, string key, string[] values) =>
        !RenderedAgent.Has(rule, key) || RenderedAgent.Items(rule, key).Select(RenderedAgent.Scalar).Any(values.Contains);

    private static bool IsAbout(YamlNode rule, string apiGroup, string resource) =>
        RenderedAgent.Has(rule, "resources")
            ? RenderedAgent.Items(rule, "resources").Any(about =>
                RenderedAgent.Text(about, "group") == apiGroup
                && (!RenderedAgent.Has(about, "resources") || RenderedAgent.Items(about, "resources").Select(RenderedAgent.Scalar).Any(name => name == "*" || name == resource)))

            // A rule about paths says nothing of resources.
            : !RenderedAgent.Has(rule, "nonResourceURLs");
}
