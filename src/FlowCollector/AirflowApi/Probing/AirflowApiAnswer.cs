namespace Windsock.FlowCollector.AirflowApi.Probing;

/// <summary>What an Airflow answered to one look at it.</summary>
/// <param name="Server">Its address.</param>
/// <param name="Api">Which REST API it has: <c>api/v1</c>, <c>api/v2</c>; empty when that was not found out.</param>
/// <param name="Dags">DAGs that the credential may read; 0 when it was not let in.</param>
/// <param name="Trouble">Why it is of no use, in one line without secrets; empty when it is.</param>
public sealed record AirflowApiAnswer(string Server, string Api, long Dags, string Trouble);
