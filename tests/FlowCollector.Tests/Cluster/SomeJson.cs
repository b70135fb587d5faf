namespace Windsock.FlowCollector.Tests.Cluster;

/// <summary>Objects as an API server writes them, with nothing special about them.</summary>
internal static class SomeJson
{
    public static string Pod(string name, string uid, string version, string phase = "Running", string ip = "10.1.2.3") => $$$"""
        {"metadata":{"name":"{{{name}}}","namespace":"airflow","uid":"{{{uid}}}","resourceVersion":"{{{version}}}","creationTimestamp":"2026-03-01T11:00:00Z",
        "labels":{"dag_id":"sales","kubernetes_executor":"True"},"annotations":{"dag_id":"sales","other":"x"}},
        "spec":{"nodeName":"node-1","serviceAccountName":"airflow-worker","containers":[{"name":"base","image":"x"}]},
        "status":{"phase":"{{{phase}}}","podIP":"{{{ip}}}","podIPs":[{"ip":"{{{ip}}}"}],"startTime":"2026-03-01T11:00:01Z"}}
        """.ReplaceLineEndings("");
}
