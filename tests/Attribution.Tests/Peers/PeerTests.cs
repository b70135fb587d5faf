using Windsock.Attribution.Peers;
using Windsock.Model.Cluster;
using Windsock.Model.Flows;
using Windsock.Model.Identity;

namespace Windsock.Attribution.Tests.Peers;

public sealed class PeerTests
{
    private static readonly PodState Client = Some.ExecutorPod("client-1", "10.0.0.1");

    [Theory]
    [InlineData("api-7d9f8c6b5-x2x4z", "api")]
    [InlineData("coredns-5d78c9869d-2xkvq", "coredns")]
    [InlineData("fluentd-x2x4z", "fluentd")]
    [InlineData("postgres-0", "postgres")]
    [InlineData("backup-28473940-x2x4z", "backup")]
    [InlineData("render-3-x2x4z", "render")]
    [InlineData("etl-load-a1b2c3d4", "etl-load")]
    [InlineData("etlload-0123456789abcdef0123456789abcdef", "etlload")]
    [InlineData("etlload.0123456789abcdef0123456789abcdef", "etlload")]
    [InlineData("toolbox", "toolbox")]
    [InlineData("data-importer", "data-importer")]
    [InlineData("reviews-v1-545db77b95-s6jb8", "reviews-v1")]
    [InlineData("", "")]
    public void A_pods_name_gives_its_workload_away(string podName, string workload) => Assert.Equal(workload, WorkloadNames.OfPodName(podName));

    [Theory]
    [InlineData("ReplicaSet", "api-7d9f8c6b5", "api")]
    [InlineData("ReplicaSet", "api", "api")]
    [InlineData("StatefulSet", "postgres", "postgres")]
    [InlineData("DaemonSet", "fluentd", "fluentd")]
    [InlineData("Job", "backup-28473940", "backup")]
    [InlineData("Job", "migrate-2", "migrate-2")]
    [InlineData("Node", "worker-1", "kube-proxy")]
    public void A_controller_names_the_workload(string kind, string name, string workload) =>
        Assert.Equal(workload, WorkloadNames.Of(new Workload(name, kind), "kube-proxy-worker-1", "labelled"));

    [Fact]
    public void Without_a_controller_the_labels_name_it_and_then_the_pods_name()
    {
        Assert.Equal("labelled", WorkloadNames.Of(null, "x-x2x4z", "labelled"));
        Assert.Equal("x", WorkloadNames.Of(null, "x-x2x4z", ""));
    }

    [Fact]
    public void The_best_name_that_the_flow_and_the_view_have_is_taken()
    {
        var pod = Some.Pod("db-7d9f8c6b5-x2x4z", "10.0.0.2") with { Controller = new Workload("db-7d9f8c6b5", "ReplicaSet") };
        var fixture = new AttributorFixture().Apply(Client).Apply(pod);
        var endpoint = Some.Endpoint(pod, local: false);

        Assert.Equal(new Peer(PeerKind.Workload, "airflow/db"), Server(fixture, endpoint));
        Assert.Equal(new Peer(PeerKind.Service, "airflow/postgres"), Server(fixture, endpoint, service: new ServiceName("airflow", "postgres")));
        var remote = Some.Endpoint(Some.Pod("cache-0") with { Namespace = "data" }, local: false);
        Assert.Equal(new Peer(PeerKind.Workload, "data/cache"), Server(fixture, remote, names: ["cache.example.com"]));
        var labelled = Some.Endpoint(Some.Pod("cache-0"), false, "k8s:app=cache-app", "k8s:k8s-app=kube-cache", "k8s:application=x");
        Assert.Equal("airflow/kube-cache", Server(fixture, labelled).Name);
        var bare = new Endpoint { Namespace = "data", PodName = "tool", Workloads = [new Workload("tool-x2x4z", "Pod"), new Workload("tools", "Deployment")] };
        Assert.Equal("data/tools", Server(fixture, bare).Name);
    }

    [Fact]
    public void A_task_is_named_as_a_task_before_its_service()
    {
        var task = Some.ExecutorPod("server-1", "10.0.0.2", task: "serve");
        var fixture = new AttributorFixture().Apply(Client).Apply(task);

        Assert.Equal(new Peer(PeerKind.Task, "airflow/etl.serve"), Server(fixture, Some.Endpoint(task), service: new ServiceName("airflow", "x")));
    }

    [Fact]
    public void Outside_the_cluster_a_dns_name_comes_before_the_entity()
    {
        var fixture = new AttributorFixture().Apply(Client);

        Assert.Equal(new Peer(PeerKind.Dns, "api.example.com"), Server(fixture, Some.World, names: ["www.example.com", "API.Example.COM."]));
        Assert.Equal(new Peer(PeerKind.Entity, "world"), Server(fixture, Some.World, names: ["203.0.113.5", "."]));
        Assert.Equal(new Peer(PeerKind.Entity, "world"), Server(fixture, Some.World));
    }

    [Theory]
    [InlineData(PeerKind.Entity, "kube-apiserver", "reserved:kube-apiserver", "reserved:remote-node")]
    [InlineData(PeerKind.Entity, "kube-apiserver", "reserved:host", "reserved:kube-apiserver")]
    [InlineData(PeerKind.Entity, "kube-apiserver", "cidr:198.51.100.7/32", "reserved:kube-apiserver", "reserved:world")]
    [InlineData(PeerKind.Entity, "world", "reserved:world-ipv4")]
    [InlineData(PeerKind.Cidr, "10.0.0.0/8", "cidr:10.0.0.0/8", "reserved:world")]
    [InlineData(PeerKind.Cidr, "10.20.0.0/16", "cidr:0.0.0.0/0", "cidr:10.20.0.0/16", "cidr:10.0.0.0/8", "reserved:world")]
    [InlineData(PeerKind.Cidr, "10.20.30.40/32", "cidr:10.20.30.40/32", "reserved:world")]
    [InlineData(PeerKind.Entity, "world", "cidr:203.0.113.5/32", "reserved:world")]
    [InlineData(PeerKind.Cidr, "2001:db8::/32", "cidr:2001-db8--/32", "reserved:world")]
    [InlineData(PeerKind.Entity, "world", "cidr:2001-db8--1/128", "reserved:world-ipv6")]
    [InlineData(PeerKind.Entity, "world", "cidr:nonsense", "cidr:10.0.0.0/x", "reserved:world")]
    [InlineData(PeerKind.Unknown, "unknown", "reserved:unknown")]
    public void Entities_and_address_blocks_have_public_names(PeerKind kind, string name, params string[] labels) =>
        Assert.Equal(new Peer(kind, name), Server(new AttributorFixture().Apply(Client), Some.Reserved(0, labels)));

    [Fact]
    public void One_name_is_one_object()
    {
        var fixture = new AttributorFixture().Apply(Client);
        var first = Server(fixture, Some.Reserved(2), names: ["a.example.com"]);

        Assert.Same(first, Server(fixture, Some.Reserved(9), names: ["A.example.com."]));
    }

    private static Peer Server(AttributorFixture fixture, Endpoint server, ServiceName? service = null, string[]? names = null)
    {
        var flow = Some.Flow(Some.Endpoint(Client), "10.0.0.1", server, "");
        flow.DestinationService = service;
        flow.DestinationNames = [.. names ?? []];
        var request = fixture.Answer(flow).ServerAsPeer;

        var reply = Some.Flow(server, "", Some.Endpoint(Client), "10.0.0.1");
        reply.SourceService = service;
        reply.SourceNames = [.. names ?? []];
        reply.Reply = ReplyState.Reply;
        Assert.Same(request, fixture.Answer(reply).ServerAsPeer);
        return request;
    }
}
