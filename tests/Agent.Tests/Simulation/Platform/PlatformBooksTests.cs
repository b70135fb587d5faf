using Windsock.Agent.Simulation.Truth;
using Windsock.Agent.Simulation.Truth.Platform;

namespace Windsock.Agent.Tests.Simulation.Platform;

public sealed class PlatformBooksTests
{
    private static readonly PlatformBooks Books = Of(55);

    [Theory]
    [InlineData("create_orders_db", "crossplane", "create", "succeeded", 1)]
    [InlineData("create_orders_db", "crossplane", "get", "succeeded", 4)]
    [InlineData("create_orders_db", "crossplane", "get", "not_found", 1)]
    [InlineData("create_orders_db", "crossplane", "delete", "succeeded", 1)]
    [InlineData("create_audit_db", "crossplane", "create", "succeeded", 1)]
    [InlineData("create_audit_db", "crossplane", "delete", "succeeded", 0)]
    [InlineData("create_admin_db", "crossplane", "create", "denied", 1)]
    [InlineData("apply", "terraform", "list", "succeeded", 3)]
    [InlineData("apply", "terraform", "create", "succeeded", 2)]
    [InlineData("apply", "terraform", "update", "succeeded", 2)]
    [InlineData("apply", "terraform", "get", "not_found", 2)]
    public void Actions_of_a_task_are_booked_by_system_verb_and_outcome(string task, string system, string verb, string outcome, int count) =>
        Assert.Equal(count, Books.Totals.Series.Where(one => one.Key is { Family: PlatformFamily.Actions } key
            && (key["task_id"], key["system"], key["verb"], key["outcome"]) == (task, system, verb, outcome)).Sum(one => one.Value));

    [Theory]
    [InlineData(PlatformFamily.Failures, "create_admin_db", "permission", 1)]
    [InlineData(PlatformFamily.Failures, "create_audit_db", "permission", 0)]
    [InlineData(PlatformFamily.Troubles, "create_audit_db", "permission", 1)]
    [InlineData(PlatformFamily.Ready, "create_orders_db", "", 1)]
    [InlineData(PlatformFamily.LockWaits, "apply", "", 1)]
    [InlineData(PlatformFamily.LocksHeld, "apply", "", 2)]
    public void What_actions_came_to_is_booked_too(string family, string task, string cause, int count) =>
        Assert.Equal(count, Books.Totals.Series.Where(one => one.Key.Family == family && one.Key["task_id"] == task && one.Key["cause"] == cause).Sum(one => one.Value));

    [Fact]
    public void Requests_of_others_are_no_task_s()
    {
        var ofTasks = Books.Totals.Series.Where(one => one.Key.Family == PlatformFamily.Actions).Sum(one => one.Value);

        Assert.InRange(ofTasks, 30, Books.Requests - 6);
    }

    [Fact]
    public void What_a_cloud_logs_may_or_may_not_be_known_to_be_a_task_s()
    {
        Assert.Equal(3, Books.Entries);
        Assert.Equal(2, Books.Totals.DoubtOf(Action("post", "token_refused")));
        Assert.Equal(1, Books.Totals.DoubtOf(Action("runjob", "succeeded")));
        Assert.Equal(0, Books.Totals.Of(Action("post", "token_refused")));
        Assert.Equal(2, Books.CloudCalls.Single(one => one.Key["kind"] == "service" && one.Key["outcome"] == "token_refused").Value);

        static TrueSeries Action(string verb, string outcome) => TrueSeries.Of(
            PlatformFamily.Actions,
            ("namespace", "airflow"), ("dag_id", "invoice_pdfs"), ("task_id", "render"), ("system", "cloud_run"), ("verb", verb), ("outcome", outcome));
    }

    private static PlatformBooks Of(int seconds)
    {
        var books = new PlatformBooks();
        foreach (var happening in SomePlatform.Played(seconds))
        {
            books.Observe(happening);
        }

        return books;
    }
}
