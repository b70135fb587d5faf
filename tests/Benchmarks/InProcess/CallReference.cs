using System.Runtime.InteropServices;
using Windsock.FlowCollector.IstioAccessLog.Protos;

namespace Windsock.Benchmarks.InProcess;

/// <summary>The same work as plainly as one would write it on the classes that Google.Protobuf generates: parse, count per task in
/// dictionaries.</summary>
internal sealed class CallReference(CallCorpus corpus)
{
    private readonly Dictionary<(string Dag, string Task, RequestMethod Method, uint Code), long> _requests = [];
    private readonly Dictionary<(string Dag, string Task, string Cluster), (ulong Sent, ulong Received)> _bytes = [];
    private readonly Dictionary<(string Dag, string Task), double> _seconds = [];
    private readonly HashSet<(string Ip, uint Port, string ServerIp)> _connections = [];

    /// <returns>How many calls that was.</returns>
    public int Round()
    {
        var calls = 0;
        _connections.Clear();
        for (var index = 0; index < corpus.Messages.Count; index++)
        {
            var pod = corpus.Pods.Pods[CallCorpus.SidecarOf(index)];
            foreach (var entry in StreamAccessLogsMessage.Parser.ParseFrom(corpus.Messages[index]).HttpLogs.LogEntry)
            {
                Count(entry, pod.Annotations["dag_id"], pod.Annotations["task_id"]);
                calls++;
            }
        }

        return calls;
    }

    private void Count(HTTPAccessLogEntry entry, string dag, string task)
    {
        var common = entry.CommonProperties;
        CollectionsMarshal.GetValueRefOrAddDefault(_requests, (dag, task, entry.Request.RequestMethod, entry.Response.ResponseCode ?? 0), out _)++;
        ref var bytes = ref CollectionsMarshal.GetValueRefOrAddDefault(_bytes, (dag, task, common.UpstreamCluster), out _);
        bytes = (bytes.Sent + entry.Request.RequestHeadersBytes + entry.Request.RequestBodyBytes, bytes.Received + entry.Response.ResponseHeadersBytes + entry.Response.ResponseBodyBytes);
        CollectionsMarshal.GetValueRefOrAddDefault(_seconds, (dag, task), out _) += common.Duration.Nanos / 1e9;
        _connections.Add((common.UpstreamLocalAddress.SocketAddress.Address, common.UpstreamLocalAddress.SocketAddress.PortValue, common.UpstreamRemoteAddress.SocketAddress.Address));
    }
}
