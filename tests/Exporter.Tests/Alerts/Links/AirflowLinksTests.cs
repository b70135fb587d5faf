using Windsock.Exporter.Alerts.Links;
using Windsock.Model.Findings;
using Windsock.Model.Identity;

namespace Windsock.Exporter.Tests.Alerts.Links;

public class AirflowLinksTests
{
    private const string Root = "https://airflow.example.com/team";

    [Theory]
    [InlineData(AirflowPages.V3, -1, "/dags/etl/runs/scheduled__2026-03-01T02%3A00%3A00%2B00%3A00/tasks/load?try_number=2")]
    [InlineData(AirflowPages.V3, 7, "/dags/etl/runs/scheduled__2026-03-01T02%3A00%3A00%2B00%3A00/tasks/load/mapped/7?try_number=2")]
    [InlineData(AirflowPages.V29, -1, "/dags/etl/grid?dag_run_id=scheduled__2026-03-01T02%3A00%3A00%2B00%3A00&task_id=load&base_date=2026-03-01T02%3A00%3A00%2B0000&tab=logs")]
    [InlineData(AirflowPages.V29, 7, "/dags/etl/grid?dag_run_id=scheduled__2026-03-01T02%3A00%3A00%2B00%3A00&task_id=load&map_index=7&base_date=2026-03-01T02%3A00%3A00%2B0000&tab=logs")]
    [InlineData(AirflowPages.V23, -1, "/log?execution_date=2026-03-01T02%3A00%3A00%2B00%3A00&task_id=load&dag_id=etl&map_index=-1")]
    [InlineData(AirflowPages.V23, 7, "/log?execution_date=2026-03-01T02%3A00%3A00%2B00%3A00&task_id=load&dag_id=etl&map_index=7")]
    public void The_log_of_a_try_is_where_that_Airflow_has_it(AirflowPages version, int map, string path) =>
        Assert.Equal(Root + path, LinkOf(SomeAlert.Try(map: map), version));

    [Theory]
    [InlineData(AirflowPages.V3, "/dags/etl/runs/nightly%20run%2F1%3Fx%23y/tasks/load?try_number=2")]
    [InlineData(AirflowPages.V29, "/dags/etl/grid?dag_run_id=nightly%20run%2F1%3Fx%23y&task_id=load&tab=logs")]
    [InlineData(AirflowPages.V23, "/dags/etl/grid?dag_run_id=nightly%20run%2F1%3Fx%23y")]
    public void A_run_id_of_ones_own_leads_there_too_as_far_as_it_can(AirflowPages version, string path) =>
        Assert.Equal(Root + path, LinkOf(SomeAlert.Try(run: "nightly run/1?x#y"), version));

    [Theory]
    [InlineData(AirflowPages.V3, "/dags/etl")]
    [InlineData(AirflowPages.V29, "/dags/etl/grid")]
    [InlineData(AirflowPages.V23, "/dags/etl/grid")]
    public void A_hashed_run_id_leads_to_the_page_of_the_DAG(AirflowPages version, string path)
    {
        var hashed = SomeAlert.Try(run: "scheduled__2026-03-01T0200000000-0a1b2c3d4", ids: IdForm.Hashed);

        Assert.Equal(Root + path, LinkOf(hashed, version));
        Assert.Equal(Root + path, LinkOf(null, version));
    }

    [Fact]
    public void A_hashed_DAG_leads_nowhere()
    {
        var hashed = SomeAlert.Try(dag: "etl-0a1b2c3d4", ids: IdForm.Hashed);
        var finding = SomeAlert.Finding(dag: "etl-0a1b2c3d4") with { Try = hashed };

        Assert.Equal("", AirflowLinks.LogOf(finding, SomeLinks.Options().Airflow));
    }

    [Fact]
    public void Ids_cannot_climb_out_of_their_path()
    {
        Assert.Equal($"{Root}/dags/etl", LinkOf(SomeAlert.Try(run: ".."), AirflowPages.V3));
        Assert.Equal($"{Root}/dags/etl/runs/..%2F..%2Fadmin/tasks/load?try_number=2", LinkOf(SomeAlert.Try(run: "../../admin"), AirflowPages.V3));
        Assert.Equal("", AirflowLinks.LogOf(SomeAlert.Finding(dag: "..") with { Try = null }, SomeLinks.Options().Airflow));
    }

    [Fact]
    public void A_try_whose_number_is_not_known_leads_to_the_newest() =>
        Assert.EndsWith("/tasks/load", LinkOf(SomeAlert.Try(number: 0), AirflowPages.V3), StringComparison.Ordinal);

    [Fact]
    public void Without_an_address_there_is_no_link() => Assert.Equal("", AirflowLinks.LogOf(SomeAlert.Finding(), new AirflowLinkOptions()));

    private static string LinkOf(TaskTry? found, AirflowPages version) =>
        AirflowLinks.LogOf(SomeAlert.Finding() with { Try = found, Subject = new FindingSubject("airflow", "etl", "load") }, SomeLinks.Options(version).Airflow);
}
