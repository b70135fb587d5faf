using FsCheck;
using FsCheck.Fluent;
using Windsock.Detection.Connections;
using Windsock.Model.Connections;

namespace Windsock.Detection.Tests.Connections.Scripts;

public sealed class ScriptTests
{
    [Fact]
    public void Every_scripted_connection_is_reported_once_with_its_outcome() => ForSeeds(60, seed =>
    {
        var scripted = new ScriptWriter(seed).Write(300);
        var tracking = new Tracking(options => options.MaxOpen = 10_000);
        Delivery.Deliver(tracking, scripted.SelectMany(connection => connection.Flows), seed);

        Assert.Equal(scripted.Select(Line).Order(StringComparer.Ordinal), tracking.Reported.Select(connection => Line(connection, scripted)).Order(StringComparer.Ordinal));
        Assert.Equal(scripted.Count, tracking.Counts.Reported.Value);
        Assert.Equal(tracking.Counts.Seen.Value, tracking.Counts.Reported.Value + tracking.Counts.Discarded.Value);
        Assert.Equal(0, tracking.Counts.Open);
    });

    [Fact]
    public void A_table_far_too_small_never_says_anything_wrong() => ForSeeds(60, seed =>
    {
        var scripted = new ScriptWriter(seed).Write(400);
        var tracking = new Tracking(options => options.MaxOpen = 16 + (seed % 32));
        Delivery.Deliver(tracking, scripted.SelectMany(connection => connection.Flows), seed);

        var truth = scripted.ToDictionary(connection => (connection.Client, connection.ClientPort, connection.Server));
        foreach (var connection in tracking.Reported.Where(connection => connection.Outcome != ConnectionOutcome.Unknown))
        {
            var script = truth[(connection.ClientIp.ToString(), connection.ClientPort, connection.ServerIp.ToString())];
            Assert.True(script.Outcome == connection.Outcome, $"{script.Script} became {connection.Outcome}");
        }

        Assert.True(tracking.Counts.GivenUp(GiveUpReason.TableFullUndecided) > 0);
        Assert.Equal(tracking.Counts.Seen.Value, tracking.Counts.Reported.Value + tracking.Counts.Discarded.Value);
        Assert.Equal(0, tracking.Counts.Open);
    });

    private static string Line(ScriptedConnection connection) =>
        $"{connection.Client}:{connection.ClientPort} > {connection.Server} {connection.Script}: {connection.Outcome}{(connection.IsPartial ? " partial" : "")} attempts ok";

    /// <summary>SYNs that no point kept cannot be counted, and three points are remembered: attempts are a lower bound.</summary>
    private static string Line(Connection connection, IReadOnlyList<ScriptedConnection> scripted)
    {
        var script = scripted.FirstOrDefault(other => (other.Client, other.ClientPort, other.Server)
            == (connection.ClientIp.ToString(), connection.ClientPort, connection.ServerIp.ToString()));
        var isSane = connection.Attempts <= script?.Attempts && (connection.Attempts > 0 || script.Attempts == 0);
        return $"{connection.ClientIp}:{connection.ClientPort} > {connection.ServerIp} {script?.Script}: {connection.Outcome}{(connection.IsPartial ? " partial" : "")} attempts {(isSane ? "ok" : $"{connection.Attempts} of {script?.Attempts}")}";
    }

    private static void ForSeeds(int count, Action<int> check) =>
        Check.One(Config.QuickThrowOnFailure.WithMaxTest(count), Prop.ForAll(Gen.Choose(0, int.MaxValue - 1).ToArbitrary(), check));
}
