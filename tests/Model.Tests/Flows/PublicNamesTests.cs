using System.Text.RegularExpressions;
using Windsock.Model.Flows;

namespace Windsock.Model.Tests.Flows;

public class PublicNamesTests
{
    [Fact]
    public void Every_drop_reason_has_its_own_name_in_lower_case()
    {
        var names = Enum.GetValues<DropReason>().Select(PublicNames.Of).ToList();

        Assert.Equal(names.Count, names.Distinct().Count());
        Assert.All(names, name => Assert.Matches(new Regex("^[a-z0-9_]+$"), name));
        Assert.DoesNotContain("unlisted", names);
        Assert.Equal("policy_denied", PublicNames.Of((DropReason)133));
        Assert.Equal("unlisted", PublicNames.Of((DropReason)999));
    }

    [Fact]
    public void Every_verdict_and_protocol_has_its_own_name()
    {
        Assert.Equal(Enum.GetValues<Verdict>().Length, Enum.GetValues<Verdict>().Select(PublicNames.Of).Distinct().Count());
        Assert.Equal(Enum.GetValues<L4Protocol>().Length, Enum.GetValues<L4Protocol>().Select(PublicNames.Of).Distinct().Count());
    }
}
