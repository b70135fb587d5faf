using Windsock.Testing;
using Windsock.Testing.Dashboards;
using YamlDotNet.RepresentationModel;

namespace Windsock.Agent.Tests.Deployment;

/// <summary>The files of deploy/audit that a kube-apiserver is started with: what they let it tell, and whom.</summary>
public sealed class AuditPolicyTests
{
    private const string Task = "system:serviceaccount:airflow:worker";

    private static readonly string Folder = Path.Combine(Repository.Root, "deploy", "audit");
    private static readonly AuditPolicy Policy = new(Path.Combine(Folder, "policy.yaml"));

    private static readonly string[] TaskGroups = ["system:serviceaccounts", "system:serviceaccounts:airflow", "system:authenticated"];
    private static readonly string[] AdminGroups = ["system:masters", "system:authenticated"];
    private static readonly string[] Verbs = ["get", "list", "watch", "create", "update", "patch", "delete", "deletecollection"];

    [Theory]
    [InlineData("", "secrets")]
    [InlineData("", "configmaps")]
    [InlineData("", "serviceaccounts/token")]
    [InlineData("authentication.k8s.io", "tokenreviews")]
    [InlineData("coordination.k8s.io", "leases")]
    public void What_holds_credentials_is_never_told_with_its_body(string apiGroup, string resource)
    {
        var levels = from groups in new[] { TaskGroups, AdminGroups } from verb in Verbs select Policy.LevelOf(Task, groups, verb, apiGroup, resource);

        Assert.All(levels, level => Assert.Contains(level, (string[])["None", "Metadata"]));
    }

    [Fact]
    public void No_rule_that_tells_bodies_comes_before_the_one_for_secrets_and_none_is_for_everything()
    {
        var levels = Policy.Rules.Select(rule => RenderedAgent.Text(rule, "level")).ToList();
        var secrets = Policy.Rules.ToList().FindIndex(rule => RenderedAgent.Items(rule, "resources").Any(about => RenderedAgent.Items(about, "resources").Select(RenderedAgent.Scalar).Contains("secrets")));
        var bodies = Policy.Rules.Where(rule => RenderedAgent.Text(rule, "level") is "Request" or "RequestResponse").ToList();

        Assert.NotEmpty(bodies);
        Assert.InRange(secrets, 0, levels.FindIndex(level => level is "Request" or "RequestResponse") - 1);
        Assert.All(bodies.SelectMany(rule => RenderedAgent.Items(rule, "resources")), about => Assert.DoesNotContain(RenderedAgent.Text(about, "group"), (string[])["", "*"]));
        Assert.All(bodies, rule => Assert.True(RenderedAgent.Has(rule, "resources")));
        Assert.All(bodies, rule => Assert.DoesNotContain("get", RenderedAgent.Items(rule, "verbs").Select(RenderedAgent.Scalar)));
    }

    [Theory]
    [InlineData("create", "", "pods", "Metadata")]
    [InlineData("get", "", "pods/log", "Metadata")]
    [InlineData("get", "", "secrets", "Metadata")]
    [InlineData("update", "coordination.k8s.io", "leases", "Metadata")]
    [InlineData("create", "example.org", "postgresqlinstances", "RequestResponse")]
    [InlineData("list", "example.org", "postgresqlinstances", "Metadata")]
    [InlineData("patch", "cilium.io", "ciliumnetworkpolicies", "RequestResponse")]
    [InlineData("create", "authorization.k8s.io", "selfsubjectaccessreviews", "None")]
    [InlineData("create", "", "events", "None")]
    public void Of_a_task_everything_is_told_that_is_an_action(string verb, string apiGroup, string resource, string level) =>
        Assert.Equal(level, Policy.LevelOf(Task, TaskGroups, verb, apiGroup, resource));

    [Theory]
    [InlineData("system:node:worker-1", "system:nodes", "update", "", "nodes/status")]
    [InlineData("system:serviceaccount:kube-system:deployment-controller", "system:serviceaccounts:kube-system", "update", "apps", "deployments/status")]
    [InlineData("system:kube-scheduler", "system:authenticated", "create", "", "pods/binding")]
    [InlineData("system:serviceaccount:windsock:windsock-platform", "system:serviceaccounts:windsock", "list", "", "pods")]
    [InlineData("operator", "system:authenticated", "update", "coordination.k8s.io", "leases")]
    [InlineData("operator", "system:authenticated", "list", "", "pods")]
    public void Noise_is_not_told(string user, string group, string verb, string apiGroup, string resource) => Assert.Equal("None", Policy.LevelOf(user, [group], verb, apiGroup, resource));

    [Fact]
    public void What_a_person_changes_is_told() => Assert.Equal("Metadata", Policy.LevelOf("ada", AdminGroups, "delete", "apps", "deployments"));

    [Fact]
    public void It_is_a_policy_that_tells_of_what_is_over()
    {
        Assert.Equal(("audit.k8s.io/v1", "Policy"), (RenderedAgent.Text(Policy.Root, "apiVersion"), RenderedAgent.Text(Policy.Root, "kind")));
        Assert.Equal(["RequestReceived", "ResponseStarted"], RenderedAgent.Items(Policy.Root, "omitStages").Select(RenderedAgent.Scalar));
        Assert.Equal("true", RenderedAgent.Text(Policy.Root, "omitManagedFields"));
    }

    [Fact]
    public void The_webhook_is_an_address_with_the_path_of_the_port_and_shows_a_certificate()
    {
        var config = MetricCatalogue.Root(Path.Combine(Folder, "webhook-kubeconfig.yaml"));
        var context = Named(config, "contexts", RenderedAgent.Text(config, "current-context"))["context"];
        var cluster = Named(config, "clusters", RenderedAgent.Text(context, "cluster"))["cluster"];
        var user = Named(config, "users", RenderedAgent.Text(context, "user"))["user"];
        var server = new Uri(RenderedAgent.Text(cluster, "server"));

        Assert.Equal(("https", 9467, "/v1/audit", UriHostNameType.IPv4), (server.Scheme, server.Port, server.AbsolutePath, server.HostNameType));
        Assert.All(["client-certificate", "client-key"], key => Assert.StartsWith("/", RenderedAgent.Text(user, key), StringComparison.Ordinal));
        Assert.StartsWith("/", RenderedAgent.Text(cluster, "certificate-authority"), StringComparison.Ordinal);
        Assert.False(RenderedAgent.Has(cluster, "insecure-skip-tls-verify"));
    }

    private static YamlNode Named(YamlMappingNode config, string list, string name) => RenderedAgent.Items(config, list).Single(item => RenderedAgent.Text(item, "name") == name);
}
