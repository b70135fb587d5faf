using System.Text.RegularExpressions;
using FsCheck;
using FsCheck.Fluent;
using Windsock.Detection.Anomalies.Profiles;
using Windsock.Detection.Anomalies.Traffic;
using Windsock.Detection.Globs;

namespace Windsock.Detection.Tests.Anomalies;

public sealed class WordsTests
{
    [Fact]
    public void A_pattern_matches_what_the_same_regular_expression_matches()
    {
        var text = Gen.Elements('a', 'b', '*').ListOf().Select(list => new string([.. list.Take(9)]));
        Check.One(Config.QuickThrowOnFailure.WithMaxTest(3_000), Prop.ForAll(text.ToArbitrary(), text.Select(one => one.Replace("*", "", StringComparison.Ordinal)).ToArbitrary(), (pattern, subject) =>
        {
            var plain = Regex.IsMatch(subject, $"^{Regex.Escape(pattern).Replace("\\*", ".*", StringComparison.Ordinal)}$", RegexOptions.CultureInvariant);
            Assert.Equal(plain, new GlobPattern(pattern).Matches(subject));
        }));
    }

    [Theory]
    [InlineData("a.b.example.com", "example.com", "a.b")]
    [InlineData("example.com", "example.com", "")]
    [InlineData("data.shop.co.uk", "shop.co.uk", "data")]
    [InlineData("co.uk", "co.uk", "")]
    [InlineData("single", "single", "")]
    public void A_name_is_split_where_somebody_registered_it(string name, string zone, string below) => Assert.Equal((zone, below), ZoneNames.Split(name));

    [Theory]
    [InlineData("db.airflow.svc.cluster.local", true)]
    [InlineData("4.3.2.1.in-addr.arpa", true)]
    [InlineData("localhost", true)]
    [InlineData("api.example.com", false)]
    [InlineData("notcluster.local.example", false)]
    public void Names_that_nobody_registered_are_local(string name, bool isLocal) => Assert.Equal(isLocal, ZoneNames.IsLocal(name, "cluster.local"));

    [Theory]
    [InlineData("aaaa", 0.0)]
    [InlineData("abab", 1.0)]
    [InlineData("ab.cd", 2.0)]
    [InlineData("0123456789abcdef", 4.0)]
    public void Entropy_is_that_of_the_characters(string text, double bits) => Assert.Equal(bits, ZoneTally.Entropy(text), 9);

    [Theory]
    [InlineData("api.example.com", "api.example.com")]
    [InlineData("ip-10-2-33-41.ec2.internal", "*.ec2.internal")]
    [InlineData("d41d8cd98f00b204.cdn.example", "*.cdn.example")]
    [InlineData("warehouse-reporting.example.com", "warehouse-reporting.example.com")]
    [InlineData("d41d8cd98f00b204", "d41d8cd98f00b204")]
    public void Names_of_instances_stand_for_their_zone(string name, string shown) => Assert.Equal(shown, PeerNovelty.Collapse(name));

    [Theory]
    [InlineData("payments_*@2026-11-30T12:00:00Z", true)]
    [InlineData("payments_*", false)]
    [InlineData("@2026-11-30", false)]
    [InlineData("a@yesterday", false)]
    public void What_to_forget_is_a_pattern_and_a_time(string text, bool isRight)
    {
        Assert.Equal(isRight, ForgetRule.Parse(text, out var error) is not null);
        Assert.Equal(isRight, error.Length == 0);
    }
}
