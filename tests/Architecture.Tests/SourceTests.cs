using System.Globalization;
using System.Text.RegularExpressions;
using Windsock.Architecture.Tests.Rules;

namespace Windsock.Architecture.Tests;

public class SourceTests
{
    [Fact]
    public void No_file_is_longer_than_a_reader_can_hold() => Assert.Empty(SourceFile.All.SelectMany(FileRules.TooLong));

    [Fact]
    public void No_type_hides_its_noun() => Assert.Empty(SourceFile.All.SelectMany(FileRules.ForbiddenNames));

    [Fact]
    public void Namespaces_are_folders() => Assert.Empty(SourceFile.All.SelectMany(FileRules.NamespaceUnlikeFolder));

    [Fact]
    public void Channels_threads_and_locks_are_in_the_pipeline_only() => Assert.Empty(SourceFile.Product.SelectMany(FileRules.ConcurrencyOutsidePipeline));

    [Fact]
    public void Nothing_is_left_for_later_in_the_code() => Assert.Empty(SourceFile.All.SelectMany(FileRules.UnfinishedWork));

    [Fact]
    public void A_file_of_the_product_declares_one_public_type() => Assert.Empty(SourceFile.Product.SelectMany(FileRules.SeveralPublicTypes));

    [Fact]
    public void Event_ids_of_log_messages_are_unique()
    {
        var ids = SourceFile.Product.SelectMany(file => Regex.Matches(file.Text, @"\[LoggerMessage\((?:EventId = )?(\d+)")
            .Select(match => (Id: int.Parse(match.Groups[1].Value, CultureInfo.InvariantCulture), file.Path))).ToList();

        Assert.NotEmpty(ids);
        Assert.Empty(ids.GroupBy(id => id.Id).Where(group => group.Count() > 1).Select(group => $"{group.Key}: {string.Join(", ", group.Select(id => id.Path))}"));
    }

    [Fact]
    public void Event_ids_lie_in_the_range_of_their_folder()
    {
        var ranges = Regex.Matches(SourceFile.Product.Single(file => file.Path == "src/Agent/Logging/LogRanges.cs").Text, @"new\(""([\w/]+)"", (\d+), (\d+)")
            .Select(match => (Folder: "src/" + match.Groups[1].Value + "/", First: Number(match.Groups[2]), Last: Number(match.Groups[3]))).ToList();
        var ids = from file in SourceFile.Product
                  from Match match in Regex.Matches(file.Text, @"\[LoggerMessage\((?:EventId = )?(\d+)")
                  let range = ranges.Where(range => file.Path.StartsWith(range.Folder, StringComparison.Ordinal)).MaxBy(range => range.Folder.Length)
                  where Number(match.Groups[1]) < range.First || Number(match.Groups[1]) > range.Last
                  select $"{file.Path}: {match.Groups[1].Value} is not in {range.First} to {range.Last}";

        Assert.NotEmpty(ranges);
        Assert.Empty(ids);

        static int Number(Group group) => int.Parse(group.Value, CultureInfo.InvariantCulture);
    }

    [Fact]
    public void Each_rule_finds_what_it_looks_for()
    {
        var file = new SourceFile("src/Exporter/Alerts/FlowManager.cs", """
            namespace Windsock.Exporter.Other;
            public sealed class Flow$ { void Go() => Task.Run(() => 1); }
            public sealed class Second { }
            """.Replace("$", "Man" + "ager", StringComparison.Ordinal) + "\n// FIX" + "ME\n" + new string('\n', FileRules.MaxLines));

        Assert.Single(FileRules.TooLong(file));
        Assert.Single(FileRules.ForbiddenNames(file));
        Assert.Single(FileRules.NamespaceUnlikeFolder(file));
        Assert.Single(FileRules.ConcurrencyOutsidePipeline(file));
        Assert.Single(FileRules.UnfinishedWork(file));
        Assert.Single(FileRules.SeveralPublicTypes(file));
    }

    [Fact]
    public void A_comment_or_a_string_is_not_taken_for_code()
    {
        var file = new SourceFile("src/Exporter/X.cs", "// Task.Run(x)\nvar text = \"Task.Run(x) \\\" lock (y)\";\n");

        Assert.Empty(FileRules.ConcurrencyOutsidePipeline(file));
    }
}
