using System.Text.RegularExpressions;
using Windsock.Exporter.Tests.Alerts;
using Windsock.Testing;
using Windsock.Testing.Dashboards;

namespace Windsock.Exporter.Tests.Dashboards;

/// <summary>The link in an alert opens the dashboard of the DAG with its variables filled in.</summary>
public sealed partial class AlertLinkTests
{
    [Fact]
    public void The_variables_that_an_alert_fills_in_are_those_of_the_dashboard_of_a_DAG()
    {
        var link = SomeLinks.All.Of(SomeAlert.Finding()).Dashboard;
        var filled = FilledIn().Matches(link).Select(match => match.Groups["name"].Value).ToList();
        var variables = DashboardFile.Of("windsock-dag").Variables;

        Assert.Equal(["namespace", "dag_id", "task_id"], filled);
        Assert.All(filled, name => Assert.Contains(variables, variable => variable.Name == name));

        // What an alert does not know it leaves out: everything is shown then.
        Assert.All(variables.Where(variable => filled.Contains(variable.Name)), variable => Assert.True(variable.IsEverything, variable.Name));
    }

    [Theory]
    [InlineData("docs/guides/alerts.md")]
    [InlineData("docs/guides/alert-receivers.md")]
    [InlineData("src/Agent/Simulation/Demo/DemoFolder.cs")]
    public void Examples_of_the_address_lead_to_it(string file)
    {
        var addresses = Address().Matches(File.ReadAllText(Path.Combine(Repository.Root, file))).Select(match => match.Groups["uid"].Value).ToList();

        Assert.NotEmpty(addresses);
        Assert.All(addresses, uid => Assert.Equal("windsock-dag", uid));
    }

    [GeneratedRegex(@"[?&]var-(?<name>\w+)=")]
    private static partial Regex FilledIn();

    [GeneratedRegex(@"dashboardUrl: ""?https://[^/]+/d/(?<uid>[\w-]+)")]
    private static partial Regex Address();
}
