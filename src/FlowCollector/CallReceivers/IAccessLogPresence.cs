namespace Windsock.FlowCollector.CallReceivers;

/// <summary>Which pods' own proxies send an access log to this agent: their counters tell the same calls once more. Any thread; it must
/// not block. Once true for a pod it should stay so while the pod lives: a stream that breaks comes back, with what it held.</summary>
public interface IAccessLogPresence
{
    bool SendsAccessLog(string @namespace, string pod);
}
