using Windsock.FlowCollector.CallReceivers;
using Windsock.FlowCollector.IstioAccessLog;
using Windsock.FlowCollector.MeshMetrics;
using Windsock.FlowCollector.Otlp;

namespace Windsock.Agent.Running;

/// <summary>The options of what listens to a mesh.</summary>
internal sealed record MeshSettings(ReceiverOptions Receiver, AccessLogOptions AccessLog, OtlpOptions Otlp, MeshMetricsOptions Counters);
