using Windsock.Agent.Doctor;
using Windsock.Agent.Doctor.Checks;
using Windsock.FlowCollector.AirflowApi.Probing;

namespace Windsock.Agent.Tests.Doctor;

public sealed class AirflowApiCheckTests
{
    [Theory]
    [InlineData("api/v2", 12, "", CheckState.Ok, "Airflow answers at http://airflow:8080 (api/v2) and lets the agent read 12 DAGs.")]
    [InlineData("api/v1", 1, "", CheckState.Ok, "Airflow answers at http://airflow:8080 (api/v1) and lets the agent read 1 DAG.")]
    [InlineData("api/v2", 0, "", CheckState.Warn, "Airflow answers at http://airflow:8080 (api/v2) and takes the credential, which may read no DAG there.")]
    [InlineData("", 0, "http://airflow:8080 did not answer in time", CheckState.Fail, "Airflow's REST API is of no use: http://airflow:8080 did not answer in time.")]
    public async Task It_holds_when_DAGs_can_be_read(string api, long dags, string trouble, object state, string meaning)
    {
        var check = new AirflowApiCheck(_ => Task.FromResult(new AirflowApiAnswer("http://airflow:8080", api, dags, trouble)));

        var result = await check.RunAsync(TestContext.Current.CancellationToken);

        Assert.Equal(((CheckState)state, meaning), (result.State, result.Meaning));
        Assert.Equal(result.State == CheckState.Ok, result.Mend.Length == 0);
        Assert.Equal((CheckArea.Airflow, "api"), (check.Area, check.Name));
    }
}
