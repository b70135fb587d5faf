using Windsock.FlowCollector.AirflowApi;
using Windsock.Model.Identity;
using Windsock.Model.Tries;

namespace Windsock.FlowCollector.Tests.AirflowApi;

/// <summary>Tries, and what an Airflow says about them.</summary>
internal static class SomeAirflow
{
    public const string Instance = "dags/etl/dagRuns/manual__1/taskInstances/load";

    public static TaskTry Try(
        int number = 1, int mapIndex = -1, string run = "manual__1", string dag = "etl", string task = "load", IdForm ids = IdForm.Raw, string @namespace = "airflow") =>
        new(new TaskKey(@namespace, dag, task), run, number, mapIndex, ids);

    public static TryStory Story(TaskTry asked, string id = "0123456789abcdef") => new()
    {
        Id = id,
        Try = asked,
        Result = TryResult.Unknown,
        Evidence = new TryEvidence(0, false, false, true, 1),
    };

    /// <summary>As both versions write it, shortened to what differs from try to try.</summary>
    public static string TaskInstance(string? state, int tryNumber, int mapIndex = -1) => $$"""
        {"dag_id":"etl","dag_run_id":"manual__1","duration":12.5,"end_date":"2026-03-01T10:00:12Z","executor_config":"{}","hostname":"etl-load-x",
         "map_index":{{mapIndex}},"max_tries":2,"note":null,"operator":"PythonOperator","pid":17,"rendered_fields":{"op_args":["state","failed"]},
         "state":{{(state is null ? "null" : $"\"{state}\"")}},"task_id":"load","trigger":null,"try_number":{{tryNumber}},"unixname":"airflow"}
        """;

    public static string Task(string owner) => $$"""{"class_ref":{"class_name":"PythonOperator"},"owner":"{{owner}}","params":{},"retries":2,"task_id":"load"}""";

    /// <summary>Airflow 3; Airflow 2 has the names alone in its tags.</summary>
    public static string Dag(params string[] tags) =>
        $$"""{"dag_id":"etl","is_paused":false,"owners":["somebody","else"],"tags":[{{string.Join(',', tags.Select(tag => $$"""{"name":"{{tag}}","dag_id":"etl"}"""))}}]}""";

    /// <summary>So fast that no request waits for another.</summary>
    public static AirflowApiOptions Options(FakeAirflow server) => new() { BaseUrl = server.Address, RequestsPerSecond = 50 };

    /// <summary>An Airflow that knows everything about one try.</summary>
    public static FakeAirflow KnowingAll(this FakeAirflow server, string state = "failed", int tryNumber = 1) => server
        .Knows($"{Instance}/tries/{tryNumber}", TaskInstance(state, tryNumber))
        .Knows(Instance, TaskInstance(state, tryNumber))
        .Knows("dags/etl/tasks/load", Task("data-team"))
        .Knows("dags/etl", Dag("finance", "hourly"));
}
