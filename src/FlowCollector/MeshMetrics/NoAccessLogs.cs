namespace Windsock.FlowCollector.MeshMetrics;

/// <summary>For an agent that receives no access logs.</summary>
public sealed class NoAccessLogs : IAccessLogPresence
{
    public bool SendsAccessLog(string @namespace, string pod) => false;
}
