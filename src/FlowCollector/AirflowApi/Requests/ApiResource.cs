namespace Windsock.FlowCollector.AirflowApi.Requests;

/// <summary>What is asked for.</summary>
internal enum ApiResource : byte { Version, Login, Try, TaskInstance, Task, Dag }
