using Windsock.Model.Calls;
using Windsock.Model.Flows;

namespace Windsock.FlowCollector.MeshMetrics;

/// <summary>What the labels of a series say: calls of one kind, as one side of them counts them. Text that was not told, or <c>unknown</c>,
/// is empty.</summary>
/// <param name="Reporter">Client or server.</param>
/// <param name="Workload">Workload of the side that reports.</param>
/// <param name="Namespace">And its namespace.</param>
/// <param name="OtherFlag">A flag that is not Envoy's: ztunnel has its own words.</param>
internal readonly record struct MeasuredSide(
    CallReporter Reporter,
    CallProtocol Protocol,
    TlsMode Tls,
    ushort Code,
    ResponseFlags Flags,
    string OtherFlag,
    ServiceName? Service,
    string Host,
    string ClientPrincipal,
    string ServerPrincipal,
    string Namespace,
    string Workload);
