using System.Text.RegularExpressions;
using FsCheck;
using FsCheck.Fluent;
using Windsock.Model.Flows;
using Windsock.Model.Platform;

namespace Windsock.Model.Tests.Platform;

public sealed class CloudHostTableTests
{
    [Theory]
    [InlineData("orders-1234567890.europe-west1.run.app", "cloud_run service")]
    [InlineData("orders-abc123-ew.a.run.app", "cloud_run service")]
    [InlineData("run.googleapis.com", "cloud_run api")]
    [InlineData("europe-west1-run.googleapis.com", "cloud_run api")]
    [InlineData("storage.googleapis.com", "google api")]
    [InlineData("storage.googleapis.com.", "google api")]
    [InlineData("bucket.storage.googleapis.com", "google api")]
    [InlineData("sts.googleapis.com", "google token")]
    [InlineData("iamcredentials.mtls.googleapis.com", "google token")]
    [InlineData("accounts.google.com", "google issuer")]
    [InlineData("metadata.google.internal", "google metadata")]
    [InlineData("sts.amazonaws.com", "aws token")]
    [InlineData("sts.eu-central-1.amazonaws.com", "aws token")]
    [InlineData("s3.eu-central-1.amazonaws.com", "aws api")]
    [InlineData("bucket.s3.eu-central-1.amazonaws.com", "aws api")]
    [InlineData("oidc.eks.eu-central-1.amazonaws.com", "aws issuer")]
    [InlineData("0a1b2c.gr7.eu-central-1.eks.amazonaws.com", "kubernetes api")]
    [InlineData("eks.eu-central-1.amazonaws.com", "aws api")]
    [InlineData("login.microsoftonline.com", "azure token")]
    [InlineData("management.azure.com", "azure api")]
    [InlineData("account.blob.core.windows.net", "azure api")]
    [InlineData("acme.okta.com", "other issuer")]
    [InlineData("acme.eu.auth0.com", "other issuer")]
    [InlineData("registry.terraform.io", "terraform terraform")]
    public void A_host_of_a_cloud_is_known_by_its_suffix(string name, string expected)
    {
        var host = CloudHostTable.BuiltIn.Find(name);

        Assert.Equal(expected, host is null ? "none" : $"{PlatformNames.Of(host.System)} {PlatformNames.Of(host.Kind)}");
    }

    [Theory]
    [InlineData("")]
    [InlineData(".")]
    [InlineData("run.app")]
    [InlineData("evilrun.app")]
    [InlineData("run.app.example.com")]
    [InlineData("..run.app")]
    [InlineData("-run.googleapis.com.example.com")]
    [InlineData("github.com")]
    [InlineData("data/postgres")]
    public void What_only_looks_like_one_is_none(string name) => Assert.Null(CloudHostTable.BuiltIn.Find(name));

    [Theory]
    [InlineData("169.254.169.254", "other metadata")]
    [InlineData("169.254.169.252", "google metadata")]
    [InlineData("169.254.170.23", "aws metadata")]
    [InlineData("fd00:ec2::254", "aws metadata")]
    [InlineData("10.0.0.1", "none")]
    public void A_metadata_service_is_known_by_its_address(string text, string expected)
    {
        Assert.True(IpAddress.TryParse(text, out var address));
        var host = CloudHostTable.BuiltIn.Find(address);

        Assert.Equal(expected, host is null ? "none" : $"{PlatformNames.Of(host.System)} {PlatformNames.Of(host.Kind)}");
    }

    [Fact]
    public void A_row_of_the_configuration_comes_beside_the_others_or_in_place_of_one()
    {
        var table = CloudHostTable.BuiltIn.With(
        [
            new CloudHost("vault.example.com", PlatformSystem.Other, CloudHostKind.Token),
            new CloudHost("*.run.app", PlatformSystem.Other, CloudHostKind.Api),
        ]);

        Assert.Equal(CloudHostKind.Token, table.Find("vault.example.com")!.Kind);
        Assert.Equal(PlatformSystem.Other, table.Find("orders.europe-west1.run.app")!.System);
        Assert.Equal(PlatformSystem.CloudRun, table.Find("orders-abc-ew.a.run.app")!.System);
        Assert.Equal(CloudHostTable.BuiltIn.Hosts.Length + 1, table.Hosts.Length);
    }

    [Theory]
    [InlineData("", "0 characters")]
    [InlineData("*.com", "half of the Internet")]
    [InlineData("localhost", "half of the Internet")]
    [InlineData("a..example.com", "empty label")]
    [InlineData("A.example.com", "'A' is in no host")]
    [InlineData("a*b.example.com", "* stands for a whole label")]
    [InlineData("x.*-a.example.com", "* stands for a whole label")]
    [InlineData("https://example.com", "':' is in no host")]
    [InlineData("a\u0007.example.com", "a control character")]
    public void A_pattern_that_means_nothing_is_refused_with_what_to_write(string pattern, string problem)
    {
        Assert.Contains(problem, CloudHostPattern.ProblemOf(pattern), StringComparison.Ordinal);
        Assert.Throws<FormatException>(() => new CloudHostTable([new CloudHost(pattern, PlatformSystem.Other, CloudHostKind.Api)]));
    }

    [Fact]
    public void A_line_that_is_no_row_is_named()
    {
        Assert.Contains("line 2", Assert.Throws<FormatException>(() => CloudHostRows.Read("# all\na.example.com\tgoogle\n")).Message, StringComparison.Ordinal);
        Assert.Contains("line 1", Assert.Throws<FormatException>(() => CloudHostRows.Read("a.example.com\tgoogle\tsomething")).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_quick_look_up_finds_what_trying_every_pattern_finds()
    {
        // Few letters and few labels, so that patterns meet names and each other.
        var label = Gen.Elements("a", "b", "x-a", "ab");
        var first = Gen.OneOf(label, Gen.Constant("*"), Gen.Constant("*-a"));
        var middle = Gen.OneOf(label, label, Gen.Constant("*"));
        var pattern =
            from front in Gen.OneOf(first.Select(one => one + "."), from one in first from other in middle.ListOf() select $"{one}.{string.Concat(other.Take(3).Select(each => each + "."))}", Gen.Constant(""))
            from end in label.Two()
            select $"{front}{end.Item1}.{end.Item2}";
        var name = from labels in Gen.OneOf(label, Gen.Constant("-a"), Gen.Constant("")).ListOf() select string.Join('.', labels.Take(6));
        var cases = from patterns in pattern.ListOf() from names in name.ListOf() select (Patterns: patterns.Take(8).ToList(), Names: names.Take(8).ToList());

        Check.One(Config.QuickThrowOnFailure.WithMaxTest(1_000), Prop.ForAll(cases.ToArbitrary(), one =>
        {
            var table = new CloudHostTable(one.Patterns.Select(each => new CloudHost(each, PlatformSystem.Google, CloudHostKind.Api)));
            return one.Names.Concat(one.Patterns).All(each => table.Find(each)?.Pattern == FindByTrying(one.Patterns, each));
        }));
    }

    private static string? FindByTrying(IEnumerable<string> patterns, string name)
    {
        var plain = name.EndsWith('.') ? name[..^1] : name;
        return patterns.Where(pattern => Regex.IsMatch(plain, Expression(pattern)))
            .OrderByDescending(pattern => pattern.Split('.').Length)
            .ThenByDescending(pattern => pattern.Count(letter => letter != '*'))
            .ThenBy(pattern => pattern, StringComparer.Ordinal)
            .FirstOrDefault();
    }

    private static string Expression(string pattern)
    {
        var labels = pattern.Split('.');
        return "^" + string.Join(@"\.", labels.Select((label, index) => label switch
        {
            "*" when index == 0 => @"([^.]+\.)*[^.]+",
            "*" => "[^.]+",
            ['*', .. var ending] => "[^.]+" + Regex.Escape(ending),
            _ => Regex.Escape(label),
        })) + "$";
    }
}
