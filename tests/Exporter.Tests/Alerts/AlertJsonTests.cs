using System.Text;
using FsCheck;
using FsCheck.Fluent;
using Windsock.Exporter.Alerts;
using Windsock.Model.Alerts;
using Windsock.Model.Findings;

namespace Windsock.Exporter.Tests.Alerts;

public class AlertJsonTests
{
    [Fact]
    public void Every_alert_within_the_promised_bounds_comes_back_equal() => Prop.ForAll<int>(seed =>
    {
        var alert = SomeAlert.Odd(seed, keepsPromises: true);
        var bytes = AlertJson.Write(alert);
        var read = AlertJson.Read(bytes);
        return SameAs(alert, read) && AlertJson.Write(read).AsSpan().SequenceEqual(bytes) && bytes.Length <= AlertJson.MaxBytes;
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void The_form_on_disk_is_what_it_was() => AlertGolden.Matches(AlertJson.Write(SomeAlert.Firing(SomeAlert.Finding(), SomeAlert.Finding("extract") with { Try = null })));

    [Theory]
    [InlineData("\"version\":1", "\"version\":2", "alert.version is 2, this agent reads 1")]
    [InlineData("\"revision\":1", "\"revision\":1.5", "alert.revision is no whole number from -2147483648 to 2147483647")]
    [InlineData("\"revision\":1", "\"revision\":\"1\"", "alert.revision is String")]
    [InlineData("\"state\":\"firing\"", "\"state\":\"silent\"", "alert.state is none of: firing, resolved")]
    [InlineData("\"mend\":", "\"mind\":", "alert.mend is missing")]
    [InlineData("\"port\":443", "\"port\":65536", "alert.members[0].port is no whole number from 0 to 65535")]
    [InlineData("\"isComplete\":true", "\"isComplete\":1", "alert.members[0].isComplete is Number")]
    [InlineData("\"mapIndex\":-1", "\"mapIndex\":-1,\"more\":1", "alert.members[0].try has 9 fields, 8 are known")]
    [InlineData("\"ids\":0", "\"ids\":3", "alert.members[0].try.ids is no whole number from 0 to 2")]
    [InlineData("\"tags\":[\"prod\"]", "\"tags\":[1]", "alert.members[0].tags holds something else than texts")]
    [InlineData("\"members\":[{", "\"members\":[[],{", "alert.members holds something else than objects")]
    [InlineData("\"cause\":\"api.evil.example\",\"severity\"", "\"cause\":\"\\ud800\",\"severity\"", "alert.cause is not Unicode")]
    public void What_is_not_an_alert_is_refused_by_the_name_of_the_field(string part, string instead, string mistake)
    {
        var json = Encoding.UTF8.GetString(AlertJson.Write(SomeAlert.Firing()));
        Assert.Contains(part, json, StringComparison.Ordinal);
        var at = json.IndexOf(part, StringComparison.Ordinal);

        var failure = Assert.Throws<FormatException>(() => AlertJson.Read(Encoding.UTF8.GetBytes(string.Concat(json.AsSpan(0, at), instead, json.AsSpan(at + part.Length)))));

        Assert.Equal(mistake, failure.Message);
    }

    [Fact]
    public void Lists_and_texts_beyond_the_bounds_are_refused()
    {
        Assert.Equal("alert.members has 101 entries, more than 100", Refusal(SomeAlert.Firing([.. Enumerable.Repeat(SomeAlert.Finding(), 101)])));
        Assert.Equal("alert.members[0].tags has 17 entries, more than 16", Refusal(SomeAlert.Firing(SomeAlert.Finding() with { Tags = [.. Enumerable.Repeat("x", 17)] })));
        Assert.Equal("alert.mend has 4001 characters, more than 4000", Refusal(SomeAlert.Firing() with { Mend = new string('x', 4_001) }));
    }

    [Fact]
    public void Whatever_bytes_come_the_answer_is_an_alert_or_a_refusal()
    {
        var good = AlertJson.Write(SomeAlert.Firing());
        var dice = new Random(1);
        for (var i = 0; i < 2_000; i++)
        {
            var bad = good.AsSpan(0, dice.Next(good.Length + 1)).ToArray();
            for (var change = 0; change < 3 && bad.Length > 0; change++)
            {
                bad[dice.Next(bad.Length)] = (byte)dice.Next(256);
            }

            try
            {
                Assert.NotNull(AlertJson.Read(bad));
            }
            catch (FormatException refusal)
            {
                Assert.StartsWith("a", refusal.Message, StringComparison.Ordinal);
            }
        }

        Assert.Throws<FormatException>(() => AlertJson.Read(new byte[AlertJson.MaxBytes + 1]));
        Assert.Equal("an alert has something behind its end", Assert.Throws<FormatException>(() => AlertJson.Read([.. good, .. "{}"u8])).Message);
    }

    private static string Refusal(Alert alert) => Assert.Throws<FormatException>(() => AlertJson.Read(AlertJson.Write(alert))).Message;

    /// <summary>Arrays are compared by what they hold.</summary>
    private static bool SameAs(Alert one, Alert other) =>
        one.Owners.SequenceEqual(other.Owners) && one.Members.Length == other.Members.Length
        && one.Members.Zip(other.Members).All(pair => SameAs(pair.First, pair.Second))
        && one with { Owners = default, Members = default } == other with { Owners = default, Members = default };

    private static bool SameAs(Finding one, Finding other) =>
        one.Owners.SequenceEqual(other.Owners) && one.Tags.SequenceEqual(other.Tags) && one.Measures.SequenceEqual(other.Measures)
        && one with { Owners = default, Tags = default, Measures = default } == other with { Owners = default, Tags = default, Measures = default };
}
