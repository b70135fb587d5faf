using System.ComponentModel.DataAnnotations;
using Windsock.FlowCollector.CloudLogging;

namespace Windsock.FlowCollector.Tests.CloudLogging;

public sealed class PubSubOptionsTests
{
    [Fact]
    public void Off_needs_nothing_and_on_needs_an_audience_and_who_may_push()
    {
        Assert.Empty(Mistakes(new PubSubOptions()));
        Assert.Equal(["Audience", "Emails"], Mistakes(new PubSubOptions { Enabled = true }).Select(mistake => mistake.MemberNames.Single()));
        Assert.Empty(Mistakes(Good()));
    }

    [Theory]
    [InlineData("http://www.googleapis.com/oauth2/v3/certs")]
    [InlineData("https://user:password@keys.example")]
    [InlineData("certs")]
    [InlineData("")]
    public void Keys_come_over_https_or_from_a_file(string url)
    {
        var options = Good();
        options.KeysUrl = url;

        Assert.Contains("is not an address with https", Assert.Single(Mistakes(options)).ErrorMessage, StringComparison.Ordinal);
        options.KeysFile = "/etc/keys.json";
        Assert.Empty(Mistakes(options));
    }

    [Fact]
    public void An_issuer_is_needed()
    {
        var options = Good();
        options.Issuer = "";

        Assert.Equal("Issuer", Assert.Single(Mistakes(options)).MemberNames.Single());
    }

    [Fact]
    public void A_name_that_is_no_service_account_is_refused()
    {
        var options = Good();
        options.Emails = ["pusher"];

        Assert.Equal("Emails", Assert.Single(Mistakes(options)).MemberNames.Single());
    }

    private static PubSubOptions Good() => new() { Enabled = true, Audience = "https://windsock.example/v1/audit/pubsub", Emails = ["pusher@acme-data.iam.gserviceaccount.com"] };

    private static List<ValidationResult> Mistakes(PubSubOptions options)
    {
        var results = new List<ValidationResult>();
        Validator.TryValidateObject(options, new ValidationContext(options), results, validateAllProperties: true);
        return results;
    }
}
