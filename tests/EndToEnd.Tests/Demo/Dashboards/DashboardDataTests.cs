using System.Text.RegularExpressions;
using Windsock.Testing;
using Windsock.Testing.Dashboards;

namespace Windsock.EndToEnd.Tests.Demo.Dashboards;

/// <summary>Every panel of every dashboard shows something of the demo: a real Prometheus scrapes it, and is asked what Grafana would
/// ask.</summary>
public sealed partial class DashboardDataTests
{
    /// <summary>The demo plays its incidents in the first half minute; the rest is patience with a busy machine.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);

    /// <summary>Panels that are empty when all is well, and why the demo is well there.</summary>
    private static readonly Dictionary<string, string> Empty = new(StringComparer.Ordinal)
    {
        ["windsock-agent: What was folded together? A"] = "the demo stays within the budget of series",
        ["windsock-dag: What does the mesh show? A"] = "nobody has to act on what the mesh of the demo shows",
    };

    /// <summary>A task that gets HTTP answers before its tries fail by a denial, and that is played early.</summary>
    private static readonly Dictionary<string, string> OneTask = new(StringComparer.Ordinal)
    {
        ["namespace"] = "airflow-jobs",
        ["dag_id"] = "invoices",
        ["task_id"] = "charge_cards",
    };

    [Fact]
    public async Task Every_query_of_every_panel_and_variable_is_answered_with_data()
    {
        var path = RealParts.Require("PROMETHEUS");
        var listen = $"127.0.0.1:{FreePort.Next()}";
        await using var demo = WindsockProgram.Start("demo", "--for", "600s", "--seed", "7", "-o", "json", "--listen", listen);
        await using var prometheus = new DemoPrometheus(path, listen);
        var all = DashboardFile.All.SelectMany(Questions).ToLookup(one => Empty.ContainsKey(one.Place));
        var open = all[false].ToList();
        Assert.True(open.Count > 100, $"{open.Count} questions");
        Assert.Equal(Empty.Count, all[true].Count());

        await Eventually.GetAsync(
            async () =>
            {
                Assert.False(demo.HasExited, string.Join('\n', demo.Errors));
                open = await UnansweredAsync(prometheus, open);
                return string.Join('\n', open.Select(one => one.Place));
            },
            left => left.Length == 0,
            Patience,
            "data for every panel");

        // Those must at least be taken; when one has data it is no exception any more.
        Assert.Equal(Empty.Keys.Order(StringComparer.Ordinal), (await UnansweredAsync(prometheus, [.. all[true]])).Select(one => one.Place).Order(StringComparer.Ordinal));

        var undescribed = (await prometheus.NamesAsync()).Where(name => name.Contains("windsock_", StringComparison.Ordinal) && !MetricCatalogue.Series.ContainsKey(name));
        Assert.Empty(undescribed);
    }

    private static async Task<List<Question>> UnansweredAsync(DemoPrometheus prometheus, List<Question> questions)
    {
        var left = new List<Question>();
        foreach (var question in questions)
        {
            var answer = await prometheus.AskAsync(question.Expression, question.IsInstant);
            Assert.True(answer is null or { Error: "" }, $"{question.Place}: {answer?.Error}\n{question.Expression}");
            if (answer is null or { Series: 0 })
            {
                left.Add(question);
            }
        }

        return left;
    }

    private static IEnumerable<Question> Questions(DashboardFile dashboard)
    {
        var instant = dashboard.Panels.SelectMany(panel => panel.Queries.Where(query => query.IsInstant).Select(query => $"{dashboard.Uid}: {panel.Title} {query.RefId}")).ToHashSet();
        return dashboard.Expressions.Select(one => new Question(one.Place, Filled(one.Expression, dashboard), instant.Contains(one.Place) || one.Place.Contains(": variable ", StringComparison.Ordinal)));
    }

    /// <summary>As Grafana fills it in when everything is selected, or that one task.</summary>
    private static string Filled(string expression, DashboardFile dashboard)
    {
        var filled = DemoPrometheus.Impatient(expression).Replace("$__rate_interval", "20s", StringComparison.Ordinal).Replace("$__range", "10m", StringComparison.Ordinal);
        foreach (var variable in dashboard.Variables.OrderByDescending(variable => variable.Name.Length))
        {
            filled = filled.Replace($"${variable.Name}", variable.IsEverything ? ".*" : OneTask.GetValueOrDefault(variable.Name, ""), StringComparison.Ordinal);
        }

        // What the rest of the expression calls a capture of a pattern is not a variable.
        Assert.DoesNotMatch(Variable(), filled);
        return filled;
    }

    [GeneratedRegex(@"\$\{?[a-z_]")]
    private static partial Regex Variable();

    private sealed record Question(string Place, string Expression, bool IsInstant);
}
