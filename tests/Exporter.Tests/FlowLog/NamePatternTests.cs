using System.Text.RegularExpressions;
using FsCheck;
using FsCheck.Fluent;
using Windsock.Exporter.FlowLog;

namespace Windsock.Exporter.Tests.FlowLog;

public sealed class NamePatternTests
{
    [Theory]
    [InlineData("etl", "etl", true)]
    [InlineData("etl", "ETL", false)]
    [InlineData("etl", "etl2", false)]
    [InlineData("etl_*", "etl_orders", true)]
    [InlineData("*.example.com", "api.example.com", true)]
    [InlineData("*.example.com", "example.com", false)]
    [InlineData("*", "", true)]
    [InlineData("a*a", "a", false)]
    public void A_star_stands_for_any_letters(string pattern, string name, bool fits) => Assert.Equal(fits, new NamePattern(pattern).Matches(name));

    [Fact]
    public void It_agrees_with_a_regular_expression()
    {
        var letters = Gen.Elements('a', 'b', '*', '.');
        var pairs = letters.ListOf().Zip(Gen.Elements('a', 'b', '.').ListOf());
        var fitting = 0;
        Check.One(Config.QuickThrowOnFailure.WithMaxTest(2_000), Prop.ForAll(pairs.ToArbitrary(), pair =>
        {
            var pattern = new string([.. pair.Item1.Take(6)]);
            var name = new string([.. pair.Item2.Take(8)]);
            var plain = Regex.IsMatch(name, $"^{Regex.Escape(pattern).Replace(@"\*", ".*", StringComparison.Ordinal)}\\z", RegexOptions.Singleline);
            fitting += plain ? 1 : 0;
            return new NamePattern(pattern).Matches(name) == plain;
        }));

        Assert.True(fitting > 50, $"only {fitting} fitted");
    }
}
