using System.ComponentModel.DataAnnotations;
using System.Xml.Linq;
using Windsock.Agent.Configuration;
using Windsock.Agent.Configuration.Schema;

namespace Windsock.Agent.Tests.Configuration;

public sealed class ConfigurationReferenceTests
{
    [Fact]
    public void The_page_is_up_to_date() => Golden.MatchesInRepository("docs/reference/configuration.md", ConfigurationReference.Render(), "run 'make docs'");

    [Fact]
    public void The_example_works()
    {
        var outcome = new ConfigurationLoader(AgentSections.Schema).LoadText("example", ConfigurationReference.Example, new Dictionary<string, string>());

        Assert.Empty(outcome.Errors);
    }

    [Fact]
    public void Every_key_has_a_meaning_and_every_number_a_range()
    {
        foreach (var key in AgentSections.Schema.Leaves)
        {
            Assert.True(key.Meaning.EndsWith('.'), $"{key.Path} has neither a [Description] nor a summary that is a sentence.");
            var isChecked = key.Range is not null || typeof(IValidatableObject).IsAssignableFrom(key.Property!.DeclaringType);
            Assert.True(isChecked || key.Kind is not (ValueKind.Whole or ValueKind.Number or ValueKind.Duration or ValueKind.Size), $"{key.Path} has no [Range].");
        }
    }

    [Fact]
    public void A_class_without_descriptions_is_explained_by_its_summaries()
    {
        var summary = XElement.Parse("<summary>Path of\n   <c>x</c>; see <see cref=\"P:A.B.CertFile\"/>,\n default <see cref=\"T:A.Thing\"/>.</summary>");

        Assert.Equal("Path of `x`; see `certFile`, default `Thing`.", XmlDocumentation.Words(summary));
        Assert.Equal("Every key in the order of the reference page.", XmlDocumentation.SummaryOf(typeof(LoadedConfiguration).GetProperty(nameof(LoadedConfiguration.Values))!));
    }

    [Fact]
    public void The_sections_are_those_of_the_design() => Assert.Equal(
        ["airflow", "alerts", "audit", "detection", "flowLog", "http", "hubble", "istio", "kubernetes", "metrics", "node", "otlp", "platform"],
        AgentSections.Schema.Sections.Select(section => section.Name).Order(StringComparer.Ordinal));
}
