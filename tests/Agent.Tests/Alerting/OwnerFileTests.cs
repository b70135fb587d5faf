using Windsock.Agent.Alerting;
using Windsock.Agent.Configuration;
using Windsock.Detection.Alerting;

namespace Windsock.Agent.Tests.Alerting;

public sealed class OwnerFileTests
{
    [Fact]
    public void The_first_pattern_that_matches_says_whose_a_dag_is()
    {
        using var folder = new TemporaryFolder();
        var errors = new List<ConfigurationError>();
        var owners = OwnerFile.Load(folder.Write("owners.yaml", """
            owners:
              - { dags: "payments_*", owners: [team-payments, alice, alice] }
              - dags: "*"
                owners: ["data platform"]
            """), errors);

        Assert.Empty(errors);
        Assert.Equal(["team-payments", "alice"], owners!.OwnersOf("payments_eu"));
        Assert.Equal(["data platform"], owners.OwnersOf("etl"));
        Assert.Empty(owners.OwnersOf(""));
    }

    [Theory]
    [InlineData("owner: []", "o.yaml:1: owner: unknown key; did you mean 'owners'? keys of this file: owners")]
    [InlineData("", "o.yaml: owners: is missing; the file holds owners: and a list of entries such as { dags: \"payments_*\", owners: [team-payments] }")]
    [InlineData("owners: all", "o.yaml:1: owners: must be a list of entries such as { dags: \"payments_*\", owners: [team-payments] }")]
    [InlineData("owners:\n  - payments", "o.yaml:2: owners[0]: must be an entry such as { dags: \"payments_*\", owners: [team-payments] }")]
    [InlineData("owners:\n  - { dags: \"a b\", owners: [x] }", "o.yaml:2: owners[0].dags: 'a b': ' ' is in no id; a pattern has letters, digits, '_', '-', '.' and '*' for any run of characters")]
    [InlineData("owners:\n  - { owners: [x] }", "o.yaml:2: owners[0].dags: must be a DAG id or a pattern, in quotes: \"payments_*\"")]
    [InlineData("owners:\n  - dags: etl\n    owners: alice", "o.yaml:3: owners[0].owners: must be a list with at least one owner: [team-payments]")]
    [InlineData("owners:\n  - dags: etl\n    owners: [\" \"]", "o.yaml:3: owners[0].owners[0]: an owner must have a name")]
    [InlineData("owners:\n  - dags: etl\n    owners: [\"a\\nb\"]", "o.yaml:3: owners[0].owners[0]: 'a b' holds a control character; write the name on one line")]
    [InlineData("owners:\n  - dags: etl\n    owner: [x]\n    owners: [x]", "o.yaml:3: owners[0].owner: unknown key; did you mean 'owners'? keys of owners[0]: dags, owners")]
    [InlineData("owners:\n  - dags: *etl", "o.yaml:2: not valid YAML: anchors and aliases")]
    public void A_mistake_is_explained_with_file_line_value_and_mend(string text, string problem)
    {
        var errors = new List<ConfigurationError>();

        Assert.Null(OwnerFile.Read("o.yaml", text, errors));
        Assert.Contains(errors, error => error.ToString().StartsWith(problem, StringComparison.Ordinal));
    }

    [Fact]
    public void All_mistakes_are_told_at_once()
    {
        var errors = new List<ConfigurationError>();
        OwnerFile.Read("o.yaml", $"owners:\n  - {{ dags: \"?\", owners: [x] }}\n  - {{ dags: a, owners: [{string.Join(", ", Enumerable.Range(0, 17))}] }}\n  - {{ dags: a, owners: [{new string('x', 251)}] }}", errors);

        Assert.Equal([2, 3, 4], errors.Select(error => error.Origin.Line));
        Assert.Contains("17 owners, at most 16", errors[1].Message, StringComparison.Ordinal);
        Assert.Contains("a name of 251 characters, at most 250", errors[2].Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_that_is_not_there_or_far_too_big_is_explained()
    {
        using var folder = new TemporaryFolder();
        var errors = new List<ConfigurationError>();

        Assert.Null(OwnerFile.Load(Path.Combine(folder.Path, "none.yaml"), errors));
        Assert.StartsWith("cannot be read: ", errors.Single().Message, StringComparison.Ordinal);
        Assert.Null(OwnerFile.Load(folder.Path, errors));
        Assert.Null(OwnerFile.Load(folder.Write("big.yaml", new string('#', OwnerFile.MaxBytes + 1)), errors));
        Assert.Equal("more than 1048576 bytes; name DAGs by patterns with * instead of one by one", errors[^1].Message);
    }

    [Fact]
    public void Nobody_owns_anything_by_default() => Assert.Empty(OwnerRules.None.OwnersOf("etl"));
}
