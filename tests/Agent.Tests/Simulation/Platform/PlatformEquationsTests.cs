using System.Collections.Immutable;
using System.Globalization;
using Windsock.Agent.Simulation.Audit;
using Windsock.Agent.Simulation.Reconciliation;
using Windsock.Agent.Simulation.Reconciliation.Diagnoses;
using Windsock.Agent.Simulation.Truth;
using Windsock.Agent.Simulation.Truth.Platform;
using Windsock.Agent.Simulation.World;
using Windsock.Model.Tries;

namespace Windsock.Agent.Tests.Simulation.Platform;

public sealed class PlatformEquationsTests
{
    private static readonly ImmutableArray<string> Balanced =
    [
        "windsock_platform_source_events_total{source=\"audit\",outcome=\"decoded\"} 41",
        "windsock_platform_source_events_total{source=\"audit\",outcome=\"undecodable\"} 2",
        "windsock_platform_source_events_total{source=\"audit\",outcome=\"duplicate\"} 5",
        "windsock_platform_source_events_total{source=\"audit\",outcome=\"ignored\"} 0",
        "windsock_platform_source_events_total{source=\"crossplane\",outcome=\"decoded\"} 20",
        "windsock_platform_attribution_total{kind=\"task\",class=\"exact\"} 30",
        "windsock_platform_attribution_total{kind=\"other\",class=\"exact\"} 10",
        "windsock_platform_other_events_total 21",
        "windsock_consumer_platform_events_total{consumer=\"platform\",outcome=\"in\"} 61",
        "windsock_consumer_platform_events_total{consumer=\"platform\",outcome=\"done\"} 60",
        "windsock_platform_dropped_total{stage=\"attribute\",reason=\"shutdown\"} 0",
        "windsock_platform_dropped_total{stage=\"platform\",reason=\"consumer_failed\"} 1",
    ];

    [Fact]
    public void Books_that_balance_hold() => Assert.All(PlatformEquations.Of(Page(Balanced), Delivery()), equation => Assert.True(equation.Holds, equation.ToString()));

    [Fact]
    public void Every_number_is_missed_when_it_is_off_by_one()
    {
        for (var line = 0; line < Balanced.Length; line++)
        {
            if (Balanced[line].Contains("ignored", StringComparison.Ordinal))
            {
                continue;
            }

            var space = Balanced[line].LastIndexOf(' ');
            var value = long.Parse(Balanced[line].AsSpan(space + 1), NumberStyles.Integer, CultureInfo.InvariantCulture) + 1;
            var page = Balanced.SetItem(line, string.Create(CultureInfo.InvariantCulture, $"{Balanced[line][..space]} {value}"));

            Assert.Contains(PlatformEquations.Of(Page(page), Delivery()), equation => !equation.Holds);
        }
    }

    [Fact]
    public void What_the_agent_did_not_take_until_its_sender_gave_up_is_found_out()
    {
        var delivery = Delivery();
        delivery.Offer(isGarbled: false);
        delivery.Lose(new SentBatch("/v1/audit", "", 1, 0));

        Assert.Equal(["requests and log entries given up (truth)"], PlatformEquations.Of(Page(Balanced), delivery).Where(equation => !equation.Holds).Select(equation => equation.Name));
    }

    [Fact]
    public void An_agent_without_a_consumer_of_platform_events_is_found_out() =>
        Assert.Contains(PlatformEquations.Of(Page([.. Balanced.Where(line => !line.Contains("consumer", StringComparison.Ordinal))]), Delivery()), equation => !equation.Holds);

    [Fact]
    public void Nothing_is_settled_while_a_batch_waits_or_an_event_is_under_way()
    {
        var (done, open) = (Delivery(), Delivery());
        open.Offer(isGarbled: false);

        Assert.True(PlatformEquations.IsSettled(Page(Balanced), done));
        Assert.True(PlatformEquations.IsSettled(MetricsPage.Empty, null));
        Assert.False(PlatformEquations.IsSettled(Page(Balanced), open));
        Assert.False(PlatformEquations.IsSettled(Page(Balanced.SetItem(9, "windsock_consumer_platform_events_total{consumer=\"platform\",outcome=\"done\"} 59")), done));
        Assert.False(PlatformEquations.IsSettled(MetricsPage.Empty, done));
    }

    [Fact]
    public void Tasks_agree_when_the_agent_counts_what_was_done_and_what_a_log_may_show_besides()
    {
        var books = Played();
        var counted = books.Totals.Series.Concat(books.CloudCalls).ToDictionary();
        var doubtful = books.Totals.Doubtful.First(one => one.Key.Family == PlatformFamily.Actions).Key;

        Assert.All(PlatformEquations.OfTasks(books, counted), Holds);
        counted[doubtful] = 1;
        Assert.All(PlatformEquations.OfTasks(books, counted), Holds);
        counted[doubtful] = 100;
        Assert.Contains(PlatformEquations.OfTasks(books, counted), equation => !equation.Holds && equation.Name == doubtful.ToString());

        static void Holds(Equation equation) => Assert.True(equation.Holds, equation.ToString());
    }

    [Fact]
    public void Every_series_of_a_task_is_missed_when_it_is_not_there_and_when_it_is_one_too_high()
    {
        var books = Played();
        foreach (var (series, value) in books.Totals.Series)
        {
            var counted = books.Totals.Series.Concat(books.CloudCalls).ToDictionary();
            counted[series] = value + 1;
            Assert.Contains(PlatformEquations.OfTasks(books, counted), equation => !equation.Holds);
            counted.Remove(series);
            Assert.Contains(PlatformEquations.OfTasks(books, counted), equation => !equation.Holds);
        }
    }

    [Fact]
    public void A_cause_is_also_to_be_told_in_the_words_of_the_platform()
    {
        const string Words = "was forbidden for system:serviceaccount:airflow:reporter";
        var failed = SomeTries.Failed("create_admin_db", FailureCause.Permission, 14) with { Reason = new TrueReason(FailureCause.Permission) { Says = [Words, "missing verb create"] } };
        var other = SomeTries.Failed("charge", FailureCause.PolicyDenied, 15);

        Assert.Equal((1, 1), Told($"Its create of postgresqlinstances.database.example.org {Words} 3 s before it ended. The reason: missing verb create in namespace airflow."));
        Assert.Equal((1, 0), Told($"Its create of postgresqlinstances.database.example.org {Words} 3 s before it ended."));
        Assert.Equal((1, 0), Told("HTTP 403 from the API server"));

        (long, long) Told(string sentence)
        {
            var told = SomeTries.ToldRightly(failed) with { Causes = [new ToldCause("permission", "high", "", 0, sentence)] };
            var equation = PlatformEquations.OfWords(DiagnosisReport.Of([failed, other], [told, SomeTries.ToldRightly(other)]).Rows);
            return (equation.Left, equation.Right);
        }
    }

    private static MetricsPage Page(IEnumerable<string> lines) => MetricsPage.Parse(string.Join('\n', lines));

    private static PlatformDelivery Delivery()
    {
        var delivery = new PlatformDelivery();
        for (var count = 0; count < 40; count++)
        {
            delivery.Offer(isGarbled: false);
        }

        delivery.Offer(isGarbled: true);
        delivery.Take(new SentBatch("/v1/audit", "", 40, 1), isAgain: false);
        delivery.Take(new SentBatch("/v1/audit", "", 5, 1), isAgain: true);
        return delivery;
    }

    private static PlatformBooks Played()
    {
        var books = new PlatformBooks();
        foreach (var happening in SomePlatform.Played(55))
        {
            books.Observe(happening);
        }

        return books;
    }
}
