using System.Text.Json.Nodes;
using Windsock.FlowCollector.KubernetesAudit;
using Windsock.FlowCollector.KubernetesAudit.Decoding;

namespace Windsock.FlowCollector.Tests.KubernetesAudit;

public sealed class AuditFilterTests
{
    [Theory]
    [InlineData("RequestReceived", true)]
    [InlineData("ResponseStarted", true)]
    [InlineData("ResponseComplete", false)]
    [InlineData("Panic", false)]
    public void Only_the_end_of_a_request_is_wanted(string stage, bool isIgnored)
    {
        var json = SomeAudit.Event();
        json["stage"] = stage;

        Assert.Equal(isIgnored ? IgnoredReason.Stage : null, Reason(json));
    }

    [Theory]
    [InlineData("system:node:n1", "patch", nameof(IgnoredReason.User))]
    [InlineData("system:kube-scheduler", "create", nameof(IgnoredReason.User))]
    [InlineData("system:serviceaccount:kube-system:job-controller", "create", nameof(IgnoredReason.User))]
    [InlineData("system:serviceaccount:windsock:windsock", "watch", nameof(IgnoredReason.Reader))]
    [InlineData("system:serviceaccount:windsock:windsock", "create", null)]
    [InlineData("system:serviceaccount:kube-system2:x", "create", null)]
    [InlineData("", "create", null)]
    public void Requests_of_the_clusters_own_parts_are_not_wanted(string user, string verb, string? expected)
    {
        var json = SomeAudit.Event(verb: verb);
        json["user"]!["username"] = user;

        Assert.Equal(expected, Reason(json)?.ToString());
    }

    [Fact]
    public void What_is_asked_in_the_name_of_another_is_always_wanted()
    {
        var json = SomeAudit.Event();
        json["user"]!["username"] = "system:node:n1";
        json["impersonatedUser"] = new JsonObject { ["username"] = "admin" };

        Assert.Null(Reason(json));
    }

    [Theory]
    [InlineData("events", "", "x", "create", true)]
    [InlineData("leases", "coordination.k8s.io", "kube-scheduler", "update", true)]
    [InlineData("leases", "coordination.k8s.io", "lock-tfstate-default-net", "update", false)]
    [InlineData("leases", "coordination.k8s.io", "", "create", false)]
    [InlineData("leases", "coordination.k8s.io", "", "list", true)]
    [InlineData("events", "", "lock-tfstate-default-net", "create", true)]
    [InlineData("leases", "example.org", "x", "update", false)]
    [InlineData("secrets", "", "x", "get", false)]
    public void Noisy_resources_are_not_wanted_but_for_the_locks_of_Terraform(string resource, string group, string name, string verb, bool isIgnored)
    {
        var json = SomeAudit.Event(verb: verb, resource: resource, group: group);
        json["objectRef"]!["name"] = name;

        Assert.Equal(isIgnored ? IgnoredReason.Resource : null, Reason(json));
    }

    [Theory]
    [InlineData("get", 200, true)]
    [InlineData("get", 401, false)]
    [InlineData("post", 200, false)]
    public void Health_and_discovery_are_not_wanted_unless_they_fail(string verb, int code, bool isIgnored)
    {
        var json = SomeAudit.Event(verb: verb, code: code);
        json.Remove("objectRef");

        Assert.Equal(isIgnored ? IgnoredReason.NonResource : null, Reason(json));
    }

    private static IgnoredReason? Reason(JsonObject json) =>
        new AuditFilter(new KubernetesAuditOptions()).Of(new AuditRecordReader().Read(SomeAudit.Bytes(json), isCut: false));
}
