using Windsock.Detection.Globs;
using Windsock.Detection.Guardrails;
using Windsock.Model.Identity;
using static Windsock.Detection.Tests.Guardrails.SomeTry;

namespace Windsock.Detection.Tests.Guardrails;

/// <summary>The matcher and its slow twin say the same.</summary>
public sealed class MatcherTests
{
    private const int Rounds = 50_000;

    private static readonly TaskKey Task = new("airflow", "payments", "load");

    [Fact]
    public void Patterns_match_what_the_slow_twin_matches()
    {
        var random = new Random(1);
        var matches = 0;
        for (var round = 0; round < Rounds; round++)
        {
            var (pattern, name) = (Letters(random, "ab*", 8), Letters(random, "ab", 10));
            var fast = new GlobPattern(pattern).Matches(name);

            Assert.True(fast == PlainMatcher.Glob(pattern, name), $"'{pattern}' on '{name}': {fast}");
            matches += fast ? 1 : 0;
        }

        Assert.InRange(matches, Rounds / 20, Rounds - (Rounds / 20));
    }

    [Fact]
    public void Blocks_hold_what_the_slow_twin_holds()
    {
        var random = new Random(2);
        var held = 0;
        for (var round = 0; round < Rounds; round++)
        {
            var (outer, inner) = (Block(random), Block(random));
            Assert.True(CidrBlock.TryParse(outer, out var left, out _), outer);
            Assert.True(CidrBlock.TryParse(inner, out var right, out _), inner);

            var fast = left.Contains(right);
            Assert.True(fast == PlainMatcher.Contains(outer, inner), $"{outer} around {inner}: {fast}");
            held += fast ? 1 : 0;
        }

        Assert.InRange(held, Rounds / 20, Rounds - (Rounds / 20));
    }

    [Fact]
    public void Clauses_fit_the_peers_that_they_fit_by_the_slow_twin()
    {
        var random = new Random(3);
        var answers = new Dictionary<string, int> { ["yes"] = 0, ["no"] = 0, ["unclear"] = 0 };
        for (var round = 0; round < Rounds; round++)
        {
            var clause = SomeGuardrail.Clause(AnyClause(random), default);
            var kind = Pick(random, PeerKind.Task, PeerKind.Service, PeerKind.Workload, PeerKind.Dns, PeerKind.Entity, PeerKind.Cidr, PeerKind.Unknown);
            var peer = Peer(kind, AnyName(random, kind), Pick<ushort>(random, 0, 53, 443, 6_050));
            var fast = ClauseMatcher.Fit(clause, new PeerView(peer, Task)).Kind.ToString().ToLowerInvariant();

            Assert.True(fast == PlainMatcher.Fit(clause, peer), $"{clause.Words} on {peer.Kind} {peer.Name}:{peer.Port}: {fast}");
            answers[fast]++;
        }

        Assert.All(answers.Values, count => Assert.True(count > Rounds / 50));
    }

    [Theory]
    [InlineData("")]
    [InlineData("10.0.0.0")]
    [InlineData("10.0.0.0/33")]
    [InlineData("10.0.0.0/-1")]
    [InlineData("10.0.0/8/9")]
    [InlineData("fd00::/129")]
    [InlineData("/8")]
    [InlineData("10.0.0.0/")]
    public void What_is_no_block_is_refused(string text) => Assert.False(CidrBlock.TryParse(text, out _, out _));

    [Fact]
    public void A_pattern_full_of_stars_is_still_fast()
    {
        var pattern = new GlobPattern(string.Concat(Enumerable.Repeat("*a", 120)) + "b");

        Assert.False(pattern.Matches(new string('a', 250)));
    }

    private static string AnyClause(Random random)
    {
        var target = random.Next(4) switch
        {
            0 => $"{Pick(random, "service", "workload")} {Pick(random, "data", "d*", "*", "default")}/{Pick(random, "pg", "pg-*", "*", "kubernetes", "etl.*")}",
            1 => $"dns {Pick(random, "*.example.com", "api.example.com", "*", "*.com", "a*.b*")}",
            2 => $"cidr {Pick(random, "10.0.0.0/8", "10.20.0.0/16", "10.20.30.0/24", "fd00::/8", "fd00:1::/64")}",
            _ => $"entity {Pick(random, "world", "host", "kube-apiserver", "init")}",
        };
        return target + Pick(random, "", "", " 443", " 6000-6100 53");
    }

    private static string AnyName(Random random, PeerKind kind) => kind switch
    {
        PeerKind.Task => Pick(random, "airflow/etl.load", "data/etl.load"),
        PeerKind.Service or PeerKind.Workload => Pick(random, "data/pg", "data/pg-main", "default/kubernetes", "dev/pg"),
        PeerKind.Dns => Pick(random, "api.example.com", "example.com", "a.b.example.com", "ab.bc"),
        PeerKind.Entity => Pick(random, "world", "host", "kube-apiserver", "init", "unmanaged"),
        PeerKind.Cidr => Pick(random, "10.0.0.0/8", "10.20.0.0/16", "10.20.30.0/24", "10.20.30.40/32", "192.168.0.0/16", "fd00::/8", "fd00:1::/64"),
        _ => "unknown",
    };

    private static string Block(Random random)
    {
        if (random.Next(2) == 0)
        {
            return $"{Pick(random, 10, 10, 11)}.{random.Next(2)}.{random.Next(2)}.{random.Next(2)}/{random.Next(33)}";
        }

        return $"fd0{random.Next(2)}:{random.Next(2)}::{random.Next(2)}/{random.Next(129)}";
    }

    private static string Letters(Random random, string letters, int longest) =>
        string.Concat(Enumerable.Range(0, random.Next(longest + 1)).Select(_ => letters[random.Next(letters.Length)]));

    private static T Pick<T>(Random random, params ReadOnlySpan<T> values) => values[random.Next(values.Length)];
}
