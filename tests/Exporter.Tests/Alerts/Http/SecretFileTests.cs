using Windsock.Exporter.Alerts.Http;

namespace Windsock.Exporter.Tests.Alerts.Http;

public class SecretFileTests
{
    [Theory]
    [InlineData("s3cret", "s3cret")]
    [InlineData("s3cret\n", "s3cret")]
    [InlineData("s3cret\r\n\n", "s3cret")]
    [InlineData("two words\n", "two words")]
    public void The_line_break_that_ends_a_file_is_not_part_of_the_secret(string content, string secret)
    {
        using var folder = new SecretFolder();

        Assert.Equal(secret, new SecretFile(folder.Write("key", content), "alerts.x").Read());
    }

    [Theory]
    [InlineData("", "is empty: write the secret into it")]
    [InlineData("\n", "is empty: write the secret into it")]
    [InlineData("hunter2\nhunter3\n", "must hold one line, and has control characters or more lines in it: write the secret alone into it")]
    public void A_file_that_holds_no_secret_is_named_with_its_mend_and_without_its_content(string content, string mistake)
    {
        using var folder = new SecretFolder();
        var path = folder.Write("key", content);

        var failure = Assert.Throws<SecretException>(() => new SecretFile(path, "alerts.x.keyFile").Read());

        Assert.Equal($"alerts.x.keyFile: file '{path}' {mistake}", failure.Message);
    }

    [Fact]
    public void A_file_that_is_missing_or_too_long_is_named_with_its_mend()
    {
        using var folder = new SecretFolder();
        var absent = folder.PathOf("absent");
        var book = folder.Write("book", new string('x', SecretFile.MaxBytes + 1));

        Assert.Equal($"k: file '{absent}' is missing: put the secret there, or name another file", Assert.Throws<SecretException>(() => new SecretFile(absent, "k").Read()).Message);
        Assert.Equal($"k: file '{book}' is longer than 16384 bytes: it is not a secret of one line: name another file", Assert.Throws<SecretException>(() => new SecretFile(book, "k").Read()).Message);
        Assert.Equal(SecretFile.MaxBytes, new SecretFile(folder.Write("full", new string('x', SecretFile.MaxBytes)), "k").Read().Length);
    }

    [Theory]
    [InlineData("hooks.slack.com/services/T0/B0/xyz")]
    [InlineData("ftp://hooks.slack.com/xyz")]
    [InlineData("https://user:pass@hooks.slack.com/xyz")]
    public void A_file_without_an_address_is_refused_without_showing_what_it_holds(string content)
    {
        using var folder = new SecretFolder();

        var failure = Assert.Throws<SecretException>(() => new SecretFile(folder.Write("url", content), "k").ReadAddress());

        Assert.DoesNotContain("xyz", failure.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("pass@", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_header_takes_printable_letters_only()
    {
        using var folder = new SecretFolder();

        Assert.Equal("Basic dTpw", new SecretFile(folder.Write("a", "Basic dTpw\n"), "k").ReadHeader());
        Assert.Throws<SecretException>(() => new SecretFile(folder.Write("b", "schlüssel"), "k").ReadHeader());
    }
}
