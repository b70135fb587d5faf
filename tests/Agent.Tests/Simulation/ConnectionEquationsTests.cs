using Windsock.Agent.Simulation.Reconciliation;
using Windsock.Agent.Simulation.Truth;

namespace Windsock.Agent.Tests.Simulation;

public sealed class ConnectionEquationsTests
{
    private static readonly TrueTaskSide Side = new("airflow", "dag", "task", "egress");

    [Theory]
    [InlineData("established", true)]
    [InlineData("reset", false)]
    [InlineData("unknown", false)]
    public void A_sure_connection_has_one_outcome_and_no_other(string counted, bool holds) =>
        Assert.Equal(holds, Holds(ConnectionCertainty.Sure, "established", counted));

    [Theory]
    [InlineData("timeout", true)]
    [InlineData("unknown", true)]
    [InlineData("refused", false)]
    [InlineData("", false)]
    public void A_doubtful_connection_is_counted_with_its_outcome_or_as_unknown(string counted, bool holds) =>
        Assert.Equal(holds, Holds(ConnectionCertainty.Doubtful, "timeout", counted));

    [Theory]
    [InlineData("established")]
    [InlineData("reset")]
    [InlineData("unknown")]
    [InlineData("")]
    public void A_torn_connection_may_be_anything_and_nothing(string counted) => Assert.True(Holds(ConnectionCertainty.Torn, "established", counted));

    [Fact]
    public void A_connection_that_is_counted_twice_is_off() =>
        Assert.All(Enum.GetValues<ConnectionCertainty>(), certainty => Assert.False(Holds(certainty, "timeout", "timeout", "timeout")));

    [Fact]
    public void Connections_of_a_task_that_has_none_are_off() =>
        Assert.Contains(ConnectionEquations.Of(new ConnectionTotals(), Series("reset")), equation => !equation.Holds && equation.Name.Contains("task egress reset", StringComparison.Ordinal));

    private static bool Holds(ConnectionCertainty certainty, string outcome, params string[] counted)
    {
        var truth = new ConnectionTotals();
        truth.Add(Side, outcome, certainty);
        return ConnectionEquations.Of(truth, Series([.. counted.Where(one => one.Length > 0)])).All(equation => equation.Holds);
    }

    private static Dictionary<TrueSeries, long> Series(params string[] outcomes)
    {
        (string, string)[] task = [("namespace", "airflow"), ("dag_id", "dag"), ("task_id", "task")];
        var series = outcomes.GroupBy(outcome => outcome).ToDictionary(
            outcome => TrueSeries.Of("windsock_connections_total", [.. task, ("direction", "egress"), ("outcome", outcome.Key)]),
            outcome => (long)outcome.Count());
        series.Add(TrueSeries.Of("windsock_peer_connections_total", [.. task, ("peer", "x")]), outcomes.Length);
        return series;
    }
}
