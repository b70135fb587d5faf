using Windsock.Model.Flows;
using Windsock.Model.Identity;

namespace Windsock.Agent.Tests.Replay;

/// <summary>Flows and owners whose details do not matter to a test.</summary>
internal static class Some
{
    public static readonly Instant Time = Instant.FromDateTimeOffset(new DateTimeOffset(2026, 3, 1, 9, 30, 0, TimeSpan.Zero));

    public static readonly SideAttribution Nobody = new(null, AttributionClass.Unknown, AttributionReason.NothingToLookUp, false);

    public static readonly SideAttribution World = new(
        new Owner { Kind = OwnerKind.Entity }, AttributionClass.Exact, AttributionReason.None, false);

    public static Endpoint Pod(string ns, string name) => new() { Id = 1, Namespace = ns, PodName = name };

    public static SideAttribution Task(string dag, string task, string pod, AttributionClass attributionClass = AttributionClass.Exact, string ns = "airflow") => new(
        new Owner
        {
            Kind = OwnerKind.Task,
            Namespace = ns,
            PodName = pod,
            Try = new TaskTry(new TaskKey(ns, dag, task), "run", 1, -1, IdForm.Raw),
        },
        attributionClass, AttributionReason.None, true);

    public static SideAttribution Component(string component, string pod) => new(
        new Owner { Kind = OwnerKind.Component, Namespace = "airflow", PodName = pod, Component = component }, AttributionClass.Exact, AttributionReason.None, true);

    public static SideAttribution Other(string ns, string pod) => new(
        new Owner { Kind = OwnerKind.OtherPod, Namespace = ns, PodName = pod }, AttributionClass.Exact, AttributionReason.None, true);

    public static Flow Flow(Endpoint source, Endpoint destination, int second = 0) => new()
    {
        Time = Time.Add(TimeSpan.FromSeconds(second)),
        Source = source,
        Destination = destination,
        NodeName = "worker-1",
        Verdict = Verdict.Forwarded,
        Protocol = L4Protocol.Tcp,
        Type = FlowType.L3L4,
    };

    public static L7Record Http(uint code) => new HttpRecord(L7Kind.Response, TimeSpan.FromMilliseconds(3), code, "GET", "http://x/", "HTTP/1.1", "");

    public static L7Record Dns(uint rcode) => new DnsRecord(L7Kind.Response, TimeSpan.FromMilliseconds(1), "x.", rcode, 30, [], [], ["A"], "proxy");

    public static AttributedBatch Batch(params (Flow Flow, FlowAttribution Attribution)[] flows) => new(
        new FlowBatch([.. flows.Select(flow => flow.Flow)], flows.Length, "replay", Time), [.. flows.Select(flow => flow.Attribution)]);
}
