namespace Windsock.Attribution.Identities;

/// <summary>Keys of labels and annotations that Airflow, its charts and its operators write.</summary>
internal static class AirflowKeys
{
    public const string DagId = "dag_id";
    public const string TaskId = "task_id";
    public const string RunId = "run_id";
    public const string TryNumber = "try_number";
    public const string MapIndex = "map_index";
    public const string ExecutionDate = "execution_date";
    public const string LogicalDate = "logical_date";
    public const string CallbackId = "callback_id";

    public const string AirflowVersion = "airflow_version";
    public const string AirflowWorker = "airflow-worker";
    public const string KubernetesExecutor = "kubernetes_executor";
    public const string KubernetesPodOperator = "kubernetes_pod_operator";
    public const string SparkKubernetesOperator = "spark_kubernetes_operator";
    public const string SparkRole = "spark-role";

    public const string Tier = "tier";
    public const string Component = "component";
    public const string Release = "release";
    public const string App = "app";
    public const string RecommendedName = "app.kubernetes.io/name";
    public const string RecommendedInstance = "app.kubernetes.io/instance";
    public const string RecommendedComponent = "app.kubernetes.io/component";

    /// <summary>Label-safe form of <c>__callback__</c>, the DAG id of a callback pod.</summary>
    public const string CallbackDagLabel = "callback-63f8b8db3";
}
