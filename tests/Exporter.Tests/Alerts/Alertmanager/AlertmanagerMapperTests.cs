using System.ComponentModel.DataAnnotations;
using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using FsCheck;
using FsCheck.Fluent;
using Windsock.Exporter.Alerts.Alertmanager;
using Windsock.Exporter.Alerts.Http;
using Windsock.Model.Alerts;
using Windsock.Model.Flows;

namespace Windsock.Exporter.Tests.Alerts.Alertmanager;

public class AlertmanagerMapperTests
{
    private static readonly AlertmanagerOptions Options = new() { Enabled = true, Urls = ["http://127.0.0.1:9093"], ExternalLabels = ["cluster=prod"] };

    [Fact]
    public void What_fires_and_what_is_over_as_Alertmanager_takes_it()
    {
        var alert = SomeAlert.Firing(SomeAlert.Finding("load"), SomeAlert.Finding("extract"));
        var roster = AlertmanagerRoster.Empty.Apply(alert).Apply(SomeAlert.Firing() with { Revision = 2 });

        AlertGolden.Matches(Map(roster, SomeAlert.At(1)));
    }

    [Fact]
    public void Nothing_of_a_run_is_among_the_labels()
    {
        using var one = JsonDocument.Parse(Map(AlertmanagerRoster.Empty.Apply(SomeAlert.Firing()), SomeAlert.Noon));
        using var other = JsonDocument.Parse(Map(AlertmanagerRoster.Empty.Apply(SomeAlert.Firing(SomeAlert.Finding() with { Try = SomeAlert.Try("manual__2", 3, 5), TraceId = "", Since = SomeAlert.At(-1), Owners = [] })), SomeAlert.Noon));

        Assert.Equal(one.RootElement[0].GetProperty("labels").ToString(), other.RootElement[0].GetProperty("labels").ToString());
    }

    [Fact]
    public void Two_long_causes_with_one_beginning_stay_two()
    {
        string LabelOf(string end)
        {
            using var json = JsonDocument.Parse(Map(AlertmanagerRoster.Empty.Apply(SomeAlert.Firing() with { Cause = new string('x', 300) + end }), SomeAlert.Noon));
            return json.RootElement[0].GetProperty("labels").GetProperty("cause").GetString()!;
        }

        Assert.NotEqual(LabelOf("a"), LabelOf("b"));
        Assert.Equal(LabelOf("a"), LabelOf("a"));
        Assert.Equal(200, LabelOf("a").Length);
    }

    [Fact]
    public void Whatever_an_alert_holds_Alertmanager_can_take_it() => Prop.ForAll<int>(seed =>
    {
        var now = SomeAlert.At(1);
        using var json = JsonDocument.Parse(Map(AlertmanagerRoster.Empty.Apply(SomeAlert.Odd(seed, keepsPromises: false)), now));
        return json.RootElement.EnumerateArray().All(alert =>
            Time(alert, "startsAt") <= Time(alert, "endsAt")
            && Time(alert, "endsAt") <= now.Add(Options.ResendInterval * 4).ToDateTimeOffset()
            && alert.GetProperty("labels").EnumerateObject().All(label => Regex.IsMatch(label.Name, "^[a-zA-Z_][a-zA-Z0-9_]*$") && label.Value.GetString()!.Length is > 0 and <= 200)
            && alert.GetProperty("annotations").EnumerateObject().All(note => note.Value.GetString()!.Length is > 0 and <= 4_000)
            && alert.GetProperty("labels").TryGetProperty("alertname", out _));
    }).QuickCheckThrowOnFailure();

    [Theory]
    [InlineData("cluster")]
    [InlineData("=prod")]
    [InlineData("1cluster=prod")]
    [InlineData("cluster=")]
    [InlineData("dag_id=x")]
    [InlineData("__name__=x")]
    [InlineData("clus-ter=x")]
    [InlineData("cluster= x")]
    public void A_label_that_Alertmanager_would_not_take_is_found(string label) =>
        Assert.Contains($"'{label}' is not name=value", Assert.Single(new AlertmanagerOptions { ExternalLabels = [label] }.Validate(new ValidationContext(this))).ErrorMessage, StringComparison.Ordinal);

    [Fact]
    public void Addresses_that_cannot_be_are_found_and_a_password_in_one_is_not_shown()
    {
        var mistakes = new AlertmanagerOptions { Enabled = true, Urls = ["http://u:hunter2@am:9093", "am:9093", "http://am:9093/?x=1"], ExternalLabels = ["a=1", "a=2"] }
            .Validate(new ValidationContext(this)).Select(mistake => mistake.ErrorMessage!).ToList();

        Assert.Equal(4, mistakes.Count);
        Assert.DoesNotContain(mistakes, mistake => mistake.Contains("hunter2", StringComparison.Ordinal));
        Assert.Equal("has 0 addresses; allowed: 1 to 16", Assert.Single(new AlertmanagerOptions { Enabled = true }.Validate(new ValidationContext(this))).ErrorMessage);
        Assert.Empty(new AlertmanagerOptions().Validate(new ValidationContext(this)));
        Assert.Empty(Options.Validate(new ValidationContext(this)));
    }

    private static byte[] Map(AlertmanagerRoster roster, Instant now) => new AlertmanagerMapper(Options, SomeLinks.All).ToJson(
        roster.Entries.SelectMany(entry => entry.Members.Values.OrderBy(member => member.Finding.Subject.Key, StringComparer.Ordinal).Select(member => (entry.Alert, member))), now);

    private static DateTimeOffset Time(JsonElement alert, string name) =>
        DateTimeOffset.ParseExact(alert.GetProperty(name).GetString()!, "yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal);
}
