using Windsock.Agent.Cli;
using Windsock.FlowCollector.AirflowApi.Probing;

namespace Windsock.Agent.Doctor.Checks;

/// <summary>Airflow's REST API answers, lets the agent in, and lets it read DAGs.</summary>
/// <param name="ask">Asks it once, as the agent would.</param>
internal sealed class AirflowApiCheck(Func<CancellationToken, Task<AirflowApiAnswer>> ask) : IDoctorCheck
{
    public CheckArea Area => CheckArea.Airflow;

    public string Name => "api";

    public async Task<CheckResult> RunAsync(CancellationToken stop)
    {
        var answer = await ask(stop);
        return answer switch
        {
            { Trouble.Length: > 0 } => CheckResult.Fail(
                $"Airflow's REST API is of no use: {SafeText.Of(answer.Trouble)}.",
                "Mend what is named, or set airflow.api.baseUrl to nothing. Without Airflow's word a pod that ends well says nothing about its task: its result stays unknown."),
            { Dags: 0 } => CheckResult.Warn(
                $"Airflow answers at {answer.Server} ({answer.Api}) and takes the credential, which may read no DAG there.",
                "Give its user read access to DAGs, DAG runs and task instances (role Viewer), unless there is no DAG yet."),
            _ => CheckResult.Ok($"Airflow answers at {answer.Server} ({answer.Api}) and lets the agent read {CheckWords.Count(answer.Dags, "DAG", "DAGs")}."),
        };
    }
}
