using System.ComponentModel.DataAnnotations;
using Windsock.Exporter.Alerts.Links;
using Windsock.Model.Findings;
using Windsock.Model.Flows;

namespace Windsock.Exporter.Tests.Alerts.Links;

public class AlertLinksTests
{
    [Fact]
    public void A_finding_has_the_pages_that_help()
    {
        var links = SomeLinks.All.Of(SomeAlert.Finding());

        Assert.Equal("https://wiki.example.com/runbooks/new_destination.md", links.Runbook);
        Assert.Equal("https://traces.example.com/trace/4bf92f3577b34da6a3ce929d0e0e4736", links.Trace);

        // 11:18, half an hour before the try began, to 12:29.
        Assert.Equal("https://grafana.example.com/d/windsock/dag?var-namespace=airflow&var-dag_id=etl&var-task_id=load&from=1772363880000&to=1772368140000", links.Dashboard);
        Assert.Equal(["Runbook", "Airflow log", "Dashboard", "Trace"], links.All.Select(link => link.Title));
    }

    [Fact]
    public void What_is_not_configured_or_not_known_has_no_link()
    {
        Assert.Empty(SomeLinks.None.Of(SomeAlert.Finding()).All);
        Assert.Equal("", SomeLinks.All.Of(SomeAlert.Finding() with { TraceId = "not a trace" }).Trace);
        Assert.Equal("", SomeLinks.All.Of(SomeAlert.Finding() with { TraceId = "" }).Trace);
    }

    [Fact]
    public void A_dashboard_with_a_query_keeps_it_and_names_are_encoded()
    {
        var links = new AlertLinks(new LinkOptions { DashboardUrl = "https://g.example.com/d/x?orgId=2" });
        var finding = SomeAlert.Finding() with { Subject = new FindingSubject("air&flow", "", "", "pod"), Since = Instant.Missing, TryStartedAt = Instant.Missing };

        Assert.StartsWith("https://g.example.com/d/x?orgId=2&var-namespace=air%26flow&from=", links.Of(finding).Dashboard, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("dashboard", "is not an address with http or https; allowed: https://receiver.example.com/path and the like")]
    [InlineData("javascript:alert(1)", "is not an address with http or https; allowed: https://receiver.example.com/path and the like")]
    [InlineData("https://u:hunter2@g.example.com/d/x", "holds a user or a password; secrets are never written into the configuration: use http.tokenFile or http.headers")]
    public void A_link_that_is_no_address_is_found(string url, string mistake) => Assert.Equal(mistake, Mistake(new LinkOptions { DashboardUrl = url }));

    [Theory]
    [InlineData("https://wiki.example.com/runbooks/")]
    [InlineData("https://{rule}.example.com/")]
    public void A_template_without_its_mark_where_it_belongs_is_found(string url) =>
        Assert.Equal($"'{url}' must hold {{rule}} in its path or query", Mistake(new LinkOptions { RunbookUrl = url }));

    [Fact]
    public void Good_options_and_those_of_a_fresh_agent_are_fine()
    {
        Assert.Empty(SomeLinks.Options().Validate(new ValidationContext(this)));
        Assert.Empty(new LinkOptions().Validate(new ValidationContext(this)));
        Assert.Empty(SomeLinks.Options().Airflow.Validate(new ValidationContext(this)));
        Assert.Single(new AirflowLinkOptions { BaseUrl = "https://a.example.com/?x=1" }.Validate(new ValidationContext(this)));
    }

    private string? Mistake(LinkOptions options) => Assert.Single(options.Validate(new ValidationContext(this))).ErrorMessage;
}
