using System.Text.Json;
using Windsock.Agent.Tries;
using Windsock.Agent.Web;

namespace Windsock.Agent.Tests.Web;

public sealed class ApiReferenceTests
{
    [Fact]
    public void The_page_is_up_to_date() => Golden.MatchesInRepository("docs/reference/api.md", ApiReference.Render(), "run 'make docs'");

    [Fact]
    public void Every_key_has_a_meaning() => Assert.DoesNotContain("|  |\n", ApiReference.Render(), StringComparison.Ordinal);

    [Fact]
    public void The_example_is_what_an_agent_would_write()
    {
        var example = JsonSerializer.Deserialize(ApiReference.Example, TryJson.Readable.TryList);

        Assert.Equal(ApiReference.Example.ReplaceLineEndings("\n"), JsonSerializer.Serialize(example, TryJson.Readable.TryList));
    }
}
