using Windsock.Agent.Simulation.HubbleServer;
using Windsock.Agent.Simulation.World;
using Windsock.Model.Flows;

namespace Windsock.EndToEnd.Tests.Alerts;

/// <summary>A simulated Hubble that shows, on demand, how the pod of a DAG is denied a connection.</summary>
internal sealed class DenyingHubble : IAsyncDisposable
{
    public const string NodeName = "worker-1";

    private readonly ObserverService _observer = new(new FlowRing(), new DeliveryRecord(), NodeName, TimeProvider.System);
    private HubbleHost? _host;
    private int _port = 40_000;

    public static async Task<DenyingHubble> StartAsync(string socket, string publicSocket)
    {
        var hubble = new DenyingHubble();
        hubble._host = await HubbleHost.StartAsync(hubble._observer, socket, publicSocket);
        return hubble;
    }

    /// <summary>A SYN that no policy allows, from a pod of that DAG to a port of its own.</summary>
    public void Deny(int number)
    {
        var task = new FlowEnd
        {
            Ip = $"10.244.1.{number + 10}",
            IsNamed = true,
            Identity = (uint)(20_000 + number),
            EndpointId = (uint)(100 + number),
            Labels =
            [
                $"k8s:dag_id={DagOf(number)}", "k8s:task_id=load", "k8s:run_id=run1", "k8s:try_number=1", "k8s:kubernetes_pod_operator=True", "k8s:airflow_version=3.0.6",
                "k8s:io.kubernetes.pod.namespace=airflow",
            ],
            Pod = new SimulatedPod
            {
                Uid = $"uid-{number}",
                Namespace = "airflow",
                Name = $"pod-{number}",
                NodeName = NodeName,
                Ips = [$"10.244.1.{number + 10}"],
                EndpointId = (uint)(100 + number),
                Owner = TrueOwner.Task("airflow", DagOf(number), "load"),
            },
        };
        var now = TimeProvider.System.GetUtcNow();
        _observer.Observe(new FlowSeen(TimeSpan.Zero, new SimulatedFlow
        {
            Id = Guid.NewGuid(),
            Time = now,
            Source = task,
            Destination = FlowEnd.World("203.0.113.77"),
            SourcePort = ++_port,
            DestinationPort = 2_000 + number,
            TcpFlags = TcpFlags.Syn,
            Verdict = Verdict.Dropped,
            DropReason = DropReason.PolicyDenied,
            EventType = 1,
            NodeName = NodeName,
        }));
        _observer.Ring.Publish();
    }

    public static string DagOf(int number) => $"dag-{number:00}";

    public ValueTask DisposeAsync() => _host?.DisposeAsync() ?? default;
}
