using Windsock.Model.Cluster;
using Windsock.Model.Flows;

namespace Windsock.Attribution.Tests.Identities;

/// <summary>One pod of every kind that Airflow and its charts make, and what it is, in one line of text.</summary>
internal static class GoldenPods
{
    private const string ScheduledLabel = "scheduled__2023-10-09T0000000000-d95390652";
    private const string Scheduled = "scheduled__2023-10-09T00:00:00+00:00";

    public static readonly (string Name, PodState Pod, string Expected)[] All =
    [
        ("executor, Airflow 1.10.3: labels only, no marker of later versions", Labelled(
                ("airflow-worker", "6f3c2f9e-1b7e-4c55-9df1-5e6b2b9a7c11"), ("dag_id", "etl"), ("task_id", "load"),
                ("execution_date", "2019-03-04T05_06_07_plus_00_00"), ("try_number", "2")),
            "Task Executor etl.load run= date=2019-03-04T05:06:07+00:00 try=2 map=-1 Raw"),
        ("executor, Airflow 1.10.12: labels with a hash, no annotations", Labelled(
                ("airflow-worker", "6f3c"), ("kubernetes_executor", "True"), ("airflow_version", "1.10.12"), ("dag_id", "private_dag-c80656058"),
                ("task_id", "load"), ("execution_date", "2021-03-04T05_06_07.123456_plus_00_00"), ("try_number", "1")),
            "Task Executor private_dag-c80656058.load run= date=2021-03-04T05:06:07.123456+00:00 try=1 map=-1 Hashed"),
        ("executor, Airflow 1.10.14: annotations are sanitised", Labelled(
                ("kubernetes_executor", "True"), ("airflow_version", "1.10.14-composer"), ("dag_id", "private_dag-c80656058"), ("task_id", "load")) with
            {
                Annotations = Some.Map(("dag_id", "private_dag-c80656058"), ("task_id", "load"), ("try_number", "1"), ("execution_date", "2021-03-04T05:06:07+00:00")),
            },
            "Task Executor private_dag-c80656058.load run= date=2021-03-04T05:06:07+00:00 try=1 map=-1 Hashed"),
        ("executor, Airflow 2.0.1: raw labels that look hashed", Labelled(
                ("kubernetes_executor", "True"), ("airflow_version", "2.0.1"), ("dag_id", "etl-123456789"), ("task_id", "load"),
                ("execution_date", "2021-03-04T05_06_07_plus_00_00"), ("try_number", "1")),
            "Task Executor etl-123456789.load run= date=2021-03-04T05:06:07+00:00 try=1 map=-1 Raw"),
        ("executor, Airflow 2.0.2: annotations are exact", Labelled(
                ("kubernetes_executor", "True"), ("airflow_version", "2.0.2"), ("dag_id", "private_dag-c80656058"), ("task_id", "load")) with
            {
                Annotations = Some.Map(("dag_id", "_private_dag"), ("task_id", "load"), ("try_number", "1"), ("execution_date", "2021-03-04T05:06:07+00:00")),
            },
            "Task Executor _private_dag.load run= date=2021-03-04T05:06:07+00:00 try=1 map=-1 Raw"),
        ("executor, Airflow 2.9: mapped task, chart labels besides", Labelled(
                ("tier", "airflow"), ("component", "worker"), ("release", "prod"), ("airflow-worker", "17"), ("kubernetes_executor", "True"),
                ("airflow_version", "2.9.1"), ("dag_id", "etl"), ("task_id", "load"), ("run_id", ScheduledLabel), ("try_number", "3"), ("map_index", "0")) with
            {
                Annotations = Some.Map(("dag_id", "etl"), ("task_id", "load"), ("run_id", Scheduled), ("try_number", "3"), ("map_index", "0")),
            },
            $"Task Executor etl.load run={Scheduled} date= try=3 map=0 Raw release=prod"),
        ("executor, Airflow 3: group and blanks in the run id", Labelled(
                ("kubernetes_executor", "True"), ("airflow_version", "3.0.2"), ("airflow-worker", "4")) with
            {
                Annotations = Some.Map(("dag_id", "données"), ("task_id", "group.task"), ("run_id", "by hand: 'x'/1"), ("try_number", "1")),
            },
            "Task Executor données.group.task run=by hand: 'x'/1 date= try=1 map=-1 Raw"),
        ("executor, callback pod: no dag annotations", Labelled(
                ("kubernetes_executor", "True"), ("airflow_version", "3.2.0"), ("dag_id", "callback-63f8b8db3"), ("task_id", "0190aaaa"), ("try_number", "1")) with
            {
                Annotations = Some.Map(("callback_id", "0190aaaa-0000-7000-8000-000000000000")),
            },
            "Component Callback callback"),
        ("operator, provider 4 and later", Labelled(
                ("kubernetes_pod_operator", "True"), ("airflow_version", "2.9.1"), ("airflow_kpo_in_cluster", "True"), ("dag_id", "etl"),
                ("task_id", "load"), ("run_id", "nightly7-aaaaaaaaa"), ("try_number", "1"), ("map_index", "12"), ("already_checked", "True")),
            "Task Operator etl.load run=nightly7-aaaaaaaaa date= try=1 map=12 Hashed"),
        ("operator, a scheduled run's id restores from its own text", Labelled(
                ("kubernetes_pod_operator", "True"), ("airflow_version", "2.9.1"), ("dag_id", "etl"), ("task_id", "load"), ("run_id", ScheduledLabel), ("try_number", "1")),
            $"Task Operator etl.load run={Scheduled} date= try=1 map=-1 Recovered"),
        ("operator, 1.10.11 to provider 3: hashed date", Labelled(
                ("kubernetes_pod_operator", "True"), ("airflow_version", "1.10.15"), ("dag_id", "etl"), ("task_id", "load"),
                ("execution_date", "2020-08-24T0300000000-71ba3e273"), ("try_number", "1")),
            "Task Operator etl.load run= date=2020-08-24T03:00:00+00:00 try=1 map=-1 Recovered"),
        ("operator, before 1.10.11: a marker, but no ids", Labelled(("kubernetes_pod_operator", "True"), ("airflow_version", "1.10.9")), "OtherPod None"),
        ("operator, Job pod", Labelled(
                ("kubernetes_pod_operator", "True"), ("airflow_version", "2.10.0"), ("job-name", "job-x-1"), ("batch.kubernetes.io/job-name", "job-x-1"),
                ("dag_id", "etl"), ("task_id", "load"), ("run_id", "r1"), ("try_number", "1")),
            "Task Operator etl.load run=r1 date= try=1 map=-1 Raw"),
        ("operator, marked by the version alone", Labelled(("airflow_version", "2.1.0"), ("dag_id", "etl"), ("task_id", "load"), ("try_number", "1")),
            "Task Operator etl.load run= date= try=1 map=-1 Raw"),
        ("operator pod with chart labels added by its author", Labelled(
                ("kubernetes_pod_operator", "True"), ("tier", "airflow"), ("component", "worker"), ("dag_id", "etl"), ("task_id", "load"), ("run_id", "r1")),
            "Task Operator etl.load run=r1 date= try=0 map=-1 Raw"),
        ("spark driver", Labelled(
                ("spark_kubernetes_operator", "True"), ("spark-role", "driver"), ("dag_id", "etl"), ("task_id", "spark"), ("run_id", "r1"), ("try_number", "2")),
            "Task SparkDriver etl.spark run=r1 date= try=2 map=-1 Raw"),
        ("spark executor", Labelled(
                ("spark_kubernetes_operator", "True"), ("spark-role", "executor"), ("dag_id", "etl"), ("task_id", "spark"), ("run_id", "r1"), ("try_number", "2")),
            "Task SparkExecutor etl.spark run=r1 date= try=2 map=-1 Raw"),
        ("official chart, scheduler", Labelled(("tier", "airflow"), ("component", "scheduler"), ("release", "prod")), "Component Component scheduler release=prod"),
        ("official chart, Celery worker set", Labelled(("tier", "airflow"), ("component", "worker"), ("release", "prod"), ("worker-set", "gpu")), "Component Component worker release=prod"),
        ("official chart, api-server", Labelled(("tier", "airflow"), ("component", "api-server"), ("release", "prod")), "Component Component api-server release=prod"),
        ("official chart, execution-api-server", Labelled(("tier", "airflow"), ("component", "execution-api-server"), ("release", "prod")), "Component Component execution-api-server release=prod"),
        ("official chart, triggerer", Labelled(("tier", "airflow"), ("component", "triggerer"), ("release", "prod")), "Component Component triggerer release=prod"),
        ("official chart, migrations Job", Labelled(("tier", "airflow"), ("component", "run-airflow-migrations"), ("release", "prod")), "Component Component run-airflow-migrations release=prod"),
        ("Astronomer, dag-server", Labelled(("tier", "airflow"), ("component", "dag-server"), ("release", "galactic")), "Component Component dag-server release=galactic"),
        ("Bitnami, web", Labelled(("app.kubernetes.io/name", "airflow"), ("app.kubernetes.io/instance", "af"), ("app.kubernetes.io/component", "web")), "Component Component webserver release=af"),
        ("Bitnami, no component", Labelled(("app.kubernetes.io/name", "airflow"), ("app.kubernetes.io/instance", "af")), "Component Component airflow release=af"),
        ("Bitnami postgresql subchart", Labelled(("app.kubernetes.io/name", "postgresql"), ("app.kubernetes.io/instance", "af")), "OtherPod None"),
        ("community chart, worker", Labelled(("app", "airflow"), ("component", "worker"), ("release", "af")), "Component Component worker release=af"),
        ("Composer 2 worker: no labels at all", Labelled() with
            {
                Namespace = "composer-2-4-6-airflow-2-6-3-0a1b2c3d",
                Controller = new Workload("airflow-worker", "AirflowWorkerSet"),
            },
            "Component Component worker"),
        ("a bare dag_id is not enough", Labelled(("dag_id", "etl"), ("task_id", "load"), ("run_id", "r1")), "OtherPod None"),
        ("a marker that says no", Labelled(("kubernetes_pod_operator", "False"), ("dag_id", "etl"), ("task_id", "load")), "OtherPod None"),
        ("annotations without a marker", Labelled() with { Annotations = Some.Map(("dag_id", "etl"), ("task_id", "load")) }, "OtherPod None"),
        ("somebody else's web server", Labelled(("app", "web"), ("component", "worker"), ("release", "x")), "OtherPod None"),
        ("numbers that are none", Labelled(
                ("kubernetes_pod_operator", "True"), ("dag_id", "etl"), ("task_id", "load"), ("run_id", "r1"), ("try_number", "-1"), ("map_index", "99999999999")),
            "Task Operator etl.load run=r1 date= try=0 map=-1 Raw"),
    ];

    private static PodState Labelled(params (string Key, string Value)[] labels) => Some.Pod() with { Labels = Some.Map(labels) };
}
