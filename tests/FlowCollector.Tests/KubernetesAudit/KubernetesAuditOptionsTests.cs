using System.ComponentModel.DataAnnotations;
using Windsock.FlowCollector.KubernetesAudit;

namespace Windsock.FlowCollector.Tests.KubernetesAudit;

public sealed class KubernetesAuditOptionsTests
{
    [Fact]
    public void By_default_it_is_off_and_nothing_is_wrong() => Assert.Empty(Problems(new KubernetesAuditOptions()));

    [Fact]
    public void A_port_without_TLS_and_without_authentication_is_refused_in_one_go() =>
        Assert.Equal(["Tls", "TokenFile"], Problems(new KubernetesAuditOptions { Enabled = true }));

    [Fact]
    public void It_opens_when_that_is_asked_for() => Assert.Empty(Problems(new KubernetesAuditOptions { Enabled = true, Insecure = true }));

    [Theory]
    [InlineData("/token", "")]
    [InlineData("", "/ca")]
    public void Either_way_of_authentication_will_do(string token, string authority) =>
        Assert.Empty(Problems(new KubernetesAuditOptions { Enabled = true, TokenFile = token, Tls = new AuditTlsOptions { CertFile = "/c", KeyFile = "/k", ClientCaFile = authority } }));

    [Theory]
    [InlineData("*")]
    [InlineData("")]
    [InlineData("system:*:x")]
    public void A_pattern_that_would_match_all_or_has_its_star_elsewhere_is_refused(string pattern) =>
        Assert.Equal(["IgnoredUsers"], Problems(new KubernetesAuditOptions { IgnoredUsers = [pattern] }));

    [Fact]
    public void Names_of_clients_need_an_authority()
    {
        var options = new AuditTlsOptions { ClientNames = ["kube-apiserver"] };

        Assert.Equal(["ClientCaFile"], options.Validate(new ValidationContext(options)).SelectMany(result => result.MemberNames));
    }

    [Theory]
    [InlineData("0.0.0.0")]
    [InlineData("host:9467")]
    public void An_address_without_a_port_is_refused(string listen) => Assert.Equal(["Listen"], Problems(new KubernetesAuditOptions { Listen = listen }));

    private static IEnumerable<string> Problems(KubernetesAuditOptions options) => options.Validate(new ValidationContext(options)).SelectMany(result => result.MemberNames);
}
