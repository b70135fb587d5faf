using System.ComponentModel.DataAnnotations;
using Windsock.FlowCollector.AirflowApi;

namespace Windsock.FlowCollector.Tests.AirflowApi;

public sealed class AirflowApiOptionsTests
{
    [Fact]
    public void The_defaults_are_good_and_ask_nobody()
    {
        Assert.Empty(Mistakes(new AirflowApiOptions()));
        Assert.False(new AirflowApiOptions().IsEnabled);
    }

    [Theory]
    [InlineData("http://airflow-webserver.airflow:8080")]
    [InlineData("https://airflow.example.com/astro/deployment")]
    [InlineData("https://[2001:db8::1]:8443/")]
    public void An_address_may_have_a_port_and_a_path(string url) => Assert.Empty(Mistakes(new AirflowApiOptions { BaseUrl = url }));

    [Theory]
    [InlineData("airflow:8080", "'airflow:8080' is not an address with http or https; allowed: http://")]
    [InlineData("ftp://airflow", "'ftp://airflow' is not an address with http or https")]
    [InlineData("http://", "'http://' is not an address")]
    [InlineData("https://airflow/?x=1", "has a query or a fragment; allowed: scheme, host, port and path")]
    [InlineData("https://airflow/#x", "has a query or a fragment")]
    public void Another_address_is_refused_with_its_value_and_what_is_allowed(string url, string problem)
    {
        var (key, text) = Assert.Single(Mistakes(new AirflowApiOptions { BaseUrl = url }));

        Assert.Equal("BaseUrl", key);
        Assert.Contains(problem, text, StringComparison.Ordinal);
    }

    [Fact]
    public void A_password_in_the_address_is_refused_and_not_repeated()
    {
        var (_, text) = Assert.Single(Mistakes(new AirflowApiOptions { BaseUrl = "https://windsock:secret@airflow" }));

        Assert.Contains("use userFile and passwordFile", text, StringComparison.Ordinal);
        Assert.DoesNotContain("secret@", text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("", "u", "", "PasswordFile")]
    [InlineData("", "", "p", "UserFile")]
    [InlineData("t", "u", "p", "TokenFile")]
    public void Credentials_that_do_not_go_together_are_refused(string token, string user, string password, string key) =>
        Assert.Equal(key, Assert.Single(Mistakes(new AirflowApiOptions { TokenFile = token, UserFile = user, PasswordFile = password })).Key);

    [Theory]
    [InlineData(0.05, 2, 5, "Timeout")]
    [InlineData(31, 2, 5, "Timeout")]
    [InlineData(3, 0.05, 5, "RequestsPerSecond")]
    [InlineData(3, 51, 5, "RequestsPerSecond")]
    [InlineData(3, double.NaN, 5, "RequestsPerSecond")]
    [InlineData(3, 2, 0.4, "Wait")]
    [InlineData(3, 2, 61, "Wait")]
    public void Values_out_of_range_are_refused(double timeout, double rate, double wait, string key)
    {
        var options = new AirflowApiOptions { Timeout = TimeSpan.FromSeconds(timeout), RequestsPerSecond = rate, Wait = TimeSpan.FromSeconds(wait) };

        Assert.Equal(key, Assert.Single(Mistakes(options)).Key);
    }

    private static List<(string Key, string Text)> Mistakes(AirflowApiOptions options)
    {
        List<ValidationResult> results = [];
        Validator.TryValidateObject(options, new ValidationContext(options), results, validateAllProperties: true);
        return [.. results.Select(result => (result.MemberNames.First(), result.ErrorMessage!))];
    }
}
