using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using Windsock.Agent.Cli;

namespace Windsock.Agent.Cardinality;

/// <summary>Numbers of series as tables for people.</summary>
internal static class CardinalityText
{
    private const string Bases =
        "closed: exact, every series is there from a task's first flow; given: follows from what was given, such as peers;\n" +
        "usual: series come as their values occur, an estimate for usual traffic. MOST PER TASK is what no task can exceed.\n";

    public static string Of(CardinalityDocument plan, CliConsole console)
    {
        ImmutableArray<FamilySeries> rows =
        [
            .. plan.Families,
            new FamilySeries
            {
                Family = "about the agent itself", Basis = "", PerTask = 0, MostPerTask = 0, FullestNode = plan.OwnSeriesPerAgent,
                Cluster = plan.OwnSeriesPerAgent * plan.Nodes, FoldedOnFullestNode = 0, Folded = 0,
            },
            new FamilySeries
            {
                Family = "together", Basis = "", PerTask = plan.Families.Sum(family => family.PerTask), MostPerTask = 0, FullestNode = plan.FullestNode,
                Cluster = plan.Cluster, FoldedOnFullestNode = plan.Families.Sum(family => family.FoldedOnFullestNode), Folded = plan.Families.Sum(family => family.Folded),
            },
        ];
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"{Count(plan.Dags, "DAG")} with {Count(plan.Tasks, "task")} on {Count(plan.Nodes, "node")}");
        text.Append(plan.Nodes == 1 ? ".\n\n" : string.Create(CultureInfo.InvariantCulture, $"; a task runs on {plan.NodesPerTask} of them while its series live.\n\n"));
        text.Append(ColumnTable.Render(
            [
                new("FAMILY", row => row.Family, ColumnKind.Name),
                new("BASIS", row => row.Basis, ColumnKind.Name),
                Number<FamilySeries>("PER TASK", row => row.PerTask == 0 && row.Basis.Length == 0 ? "" : Mean(row.PerTask)),
                Number<FamilySeries>("MOST PER TASK", row => row.MostPerTask == 0 ? "" : Number(row.MostPerTask)),
                Number<FamilySeries>(plan.Nodes == 1 ? "SERIES" : "FULLEST NODE", row => Number(row.FullestNode)),
                Number<FamilySeries>("CLUSTER", row => plan.Nodes == 1 ? "" : Number(row.Cluster)),
                Number<FamilySeries>("FOLDED", row => row.Folded == 0 ? "" : Number(row.Folded)),
            ],
            rows,
            console.Width,
            console.HasColour));
        text.Append('\n').Append(Bases);
        AppendBudget(text, plan.Budget, [.. plan.Families.Where(family => family.Folded > 0).Select(family => (family.Family, family.Folded))]);
        return text.ToString();
    }

    public static string Of(GrowthDocument growth, CliConsole console)
    {
        ImmutableArray<FamilyGrowth> rows =
        [
            .. growth.Families,
            new FamilyGrowth { Family = "about the agent itself", Now = growth.OwnSeries, PerTask = 0, Grown = growth.OwnSeries, Folded = 0, FoldedSoFar = 0 },
            new FamilyGrowth
            {
                Family = "together", Now = growth.Now, PerTask = growth.Families.Sum(family => family.PerTask), Grown = growth.Grown,
                Folded = growth.Families.Sum(family => family.Folded), FoldedSoFar = growth.Families.Sum(family => family.FoldedSoFar),
            },
        ];
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"{Count(growth.Dags, "DAG")} with {Count(growth.Tasks, "task")} now; then {growth.Times} times as many DAGs like these on one agent.\n\n");
        text.Append(ColumnTable.Render(
            [
                new("FAMILY", row => row.Family, ColumnKind.Name),
                Number<FamilyGrowth>("PER TASK", row => row.Family == "about the agent itself" ? "" : Mean(row.PerTask)),
                Number<FamilyGrowth>("NOW", row => Number(row.Now)),
                Number<FamilyGrowth>(string.Create(CultureInfo.InvariantCulture, $"TIMES {growth.Times}"), row => Number(row.Grown)),
                Number<FamilyGrowth>("FOLDED", row => row.Folded == 0 ? "" : Number(row.Folded)),
                Number<FamilyGrowth>("FOLDED SO FAR", row => row.FoldedSoFar == 0 ? "" : Number(row.FoldedSoFar)),
            ],
            rows,
            console.Width,
            console.HasColour));
        text.Append('\n');
        AppendBudget(text, growth.Budget, [.. growth.Families.Where(family => family.Folded > 0).Select(family => (family.Family, family.Folded))]);
        return text.ToString();
    }

    private static void AppendBudget(StringBuilder text, BudgetDocument budget, ImmutableArray<(string Family, long Folded)> folded)
    {
        text.Append(CultureInfo.InvariantCulture, $"Budget of an agent (section metrics): seriesPerFamily {Number(budget.SeriesPerFamily)}, seriesPerDag {Number(budget.SeriesPerDag)}, peersPerTask {Number(budget.PeersPerTask)}.\n");
        text.Append(folded.IsEmpty ? "Nothing folds into _other.\n" : "What does not fit folds into _other, sums stay exact; zeros are left out. Past the budget:\n");
        foreach (var (family, series) in folded)
        {
            text.Append(CultureInfo.InvariantCulture, $"  {family}: {Number(series)} series\n");
        }
    }

    private static Column<TRow> Number<TRow>(string title, Func<TRow, string> cell) => new(title, cell, ColumnKind.Number);

    private static string Number(long number) => number.ToString("#,0", CultureInfo.InvariantCulture);

    private static string Mean(double number) => number.ToString("#,0.##", CultureInfo.InvariantCulture);

    private static string Count(long number, string noun) => $"{Number(number)} {noun}{(number == 1 ? "" : "s")}";
}
