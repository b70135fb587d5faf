using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using FsCheck;
using FsCheck.Fluent;
using Windsock.FlowCollector.Cluster.Json;
using Windsock.Model.Cluster;

namespace Windsock.FlowCollector.Tests.Cluster;

public sealed class PodMapperTests
{
    private const string Full = """
        {"apiVersion":"v1","kind":"Pod","metadata":{"name":"sales-load-x","namespace":"airflow","uid":"u1","resourceVersion":"77",
        "creationTimestamp":"2026-03-01T11:00:00Z","deletionTimestamp":"2026-03-01T11:30:00Z","deletionGracePeriodSeconds":30,
        "labels":{"dag_id":"sales","empty":null,"odd":5},
        "annotations":{"dag_id":"sälés","run_id":"manual__2026-03-01T00:00:00+00:00","map_index":"3","kubectl.kubernetes.io/last-applied-configuration":"{}"},
        "ownerReferences":[{"kind":"Node","name":"n"},{"kind":"Job","name":"load","controller":true}]},
        "spec":{"nodeName":"node-1","serviceAccountName":"airflow-worker","hostNetwork":true,
        "initContainers":[{"name":"wait"},{"name":"istio-proxy","restartPolicy":"Always"}],"containers":[{"name":"base"}]},
        "status":{"phase":"Failed","reason":"Evicted","startTime":"2026-03-01T11:00:02Z","podIP":"10.0.0.9","podIPs":[{"ip":"10.0.0.9"},{"ip":"fd00::9"}],
        "containerStatuses":[{"name":"base","state":{"terminated":{"exitCode":137,"reason":"OOMKilled","startedAt":"2026-03-01T11:00:05Z","finishedAt":"2026-03-01T11:20:00Z"}}}],
        "initContainerStatuses":[{"name":"wait","state":{"terminated":{"exitCode":0,"reason":"Completed"}}},{"name":"istio-proxy","state":{"running":{"startedAt":"2026-03-01T11:00:03Z"}}}]}}
        """;

    [Fact]
    public void Everything_that_attribution_reads_is_kept_and_nothing_else()
    {
        var mapped = Map(Full)!;
        var pod = mapped.State;

        Assert.Equal(("u1", "airflow", "sales-load-x", "77"), (mapped.Uid, mapped.Namespace, mapped.Name, mapped.ResourceVersion));
        Assert.Equal(PlainPodMapper.Describe(PlainPodMapper.Map(Full)), PlainPodMapper.Describe(pod));
        Assert.Equal(["10.0.0.9", "fd00::9"], pod.Ips.Select(ip => ip.ToString()));
        Assert.Equal("", pod.Labels["empty"]);
        Assert.Equal(["dag_id", "map_index", "run_id"], pod.Annotations.Keys.Order(StringComparer.Ordinal));
        Assert.Equal("Job/load", $"{pod.Controller!.Kind}/{pod.Controller.Name}");
        Assert.Equal(["wait", "istio-proxy", "base"], pod.Containers.Select(container => container.Name));
        Assert.Equal([false, true, false], pod.Containers.Select(container => container.RestartsAlways));
        var last = pod.Containers[2];
        Assert.Equal((true, 137, "OOMKilled", "2026-03-01T11:20:00.0000000+00:00"), (last.IsTerminated, last.ExitCode, last.Reason, last.FinishedAt.ToString()));
    }

    [Fact]
    public void Fast_reading_equals_plain_reading_whatever_the_pod_looks_like() =>
        Prop.ForAll(PodGenerator.Pods, json => PlainPodMapper.Describe(Map(json)?.State) == PlainPodMapper.Describe(PlainPodMapper.Map(json)))
            .Check(Config.QuickThrowOnFailure.WithMaxTest(500));

    [Fact]
    public void Damaged_text_is_no_pod_or_a_pod_and_never_an_exception() =>
        Prop.ForAll(PodGenerator.Pods, ArbMap.Default.ArbFor<PositiveInt>(), ArbMap.Default.ArbFor<byte>(), (json, place, value) =>
            {
                var bytes = Encoding.UTF8.GetBytes(json);
                bytes[place.Get % bytes.Length] = value;
                _ = new PodMapper().Map(bytes);
                _ = WatchEvent.TryRead(bytes, out _);
                _ = ListEnvelope.Read(bytes);
            })
            .Check(Config.QuickThrowOnFailure.WithMaxTest(500));

    [Theory]
    [InlineData("""{"metadata":{"\ud800":"x","name":"p","namespace":"n","uid":"u","labels":{"\udc00":"\ud800"}}}""")]
    [InlineData("""{"metadata":{"name":"p","namespace":"n","uid":"\ud800"}}""")]
    public void Half_of_a_surrogate_pair_is_no_exception(string json) => _ = Map(json);

    [Fact]
    public void Nesting_deeper_than_64_is_malformed()
    {
        var deep = new string('[', 70) + new string(']', 70);
        Assert.Null(Map($$"""{"metadata":{"name":"p","namespace":"n","uid":"u"},"x":{{deep}}}"""));
    }

    [Fact]
    public void Labels_are_bounded_in_number_and_length()
    {
        var labels = string.Join(',', Enumerable.Range(0, 1_000).Select(i => $"\"k{i}\":\"v\"")) + $",\"k0\":\"again\",\"long\":\"{new string('x', 70_000)}\",\"{new string('k', 70_000)}\":\"x\"";
        var pod = Map("""{"metadata":{"name":"p","namespace":"n","uid":"u","labels":{""" + labels + "}}}")!.State;

        Assert.Equal(MetadataReader.MaxLabels, pod.Labels.Count);
        Assert.Equal("again", pod.Labels["k0"]);
    }

    [Fact]
    public void Names_that_repeat_are_one_string()
    {
        var mapper = new PodMapper();
        var (first, second) = (mapper.Map(Encoding.UTF8.GetBytes(Full))!.State, mapper.Map(Encoding.UTF8.GetBytes(Full))!.State);

        Assert.Same(first.Namespace, second.Namespace);
        Assert.Same(first.NodeName, second.NodeName);
        Assert.Same(first.Labels.Keys.Single(key => key == "dag_id"), second.Labels.Keys.Single(key => key == "dag_id"));
        Assert.Same(first.Labels["dag_id"], second.Labels["dag_id"]);
    }

    [Fact]
    public void The_pool_of_names_gives_back_what_it_was_given() =>
        Prop.ForAll<NonNull<string>[]>(words =>
            {
                var pool = new StringPool();
                return words.Concat(words).All(word => pool.Get(Encoding.UTF8.GetBytes(word.Get)) == Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(word.Get)));
            })
            .QuickCheckThrowOnFailure();

    [Fact]
    public void The_pool_of_names_survives_more_names_than_it_has_room_for()
    {
        var pool = new StringPool();
        for (var i = 0; i < 50_000; i++)
        {
            var name = i.ToString(CultureInfo.InvariantCulture);
            Assert.Equal(name, pool.Get(Encoding.ASCII.GetBytes(name)));
        }
    }

    [Theory]
    [InlineData("""{"iam.gke.io/gcp-service-account":"load@p.iam.gserviceaccount.com","x":"y"}""", "load@p.iam.gserviceaccount.com")]
    [InlineData("""{"eks.amazonaws.com/role-arn":"arn:aws:iam::1:role/load"}""", "arn:aws:iam::1:role/load")]
    [InlineData("""{"azure.workload.identity/client-id":"0000-11","azure.workload.identity/tenant-id":"22"}""", "0000-11")]
    [InlineData("""{}""", "")]
    [InlineData("""null""", "")]
    public void A_service_account_tells_its_cloud_identity(string annotations, string identity)
    {
        var json = $$$"""{"kind":"PartialObjectMetadata","metadata":{"name":"worker","namespace":"airflow","uid":"u","annotations":{{{annotations}}}}}""";

        Assert.Equal(new ServiceAccountState("airflow", "worker", identity), MetadataMappers.ServiceAccounts().Map(Encoding.UTF8.GetBytes(json))!.State);
    }

    [Fact]
    public void A_namespace_keeps_its_labels_and_needs_no_namespace_of_its_own()
    {
        var state = MetadataMappers.Namespaces().Map("""{"metadata":{"name":"airflow","uid":"u","labels":{"team":"data"}}}"""u8)!.State;

        Assert.Equal(("airflow", "data"), (state.Name, state.Labels["team"]));
    }

    private static MappedObject<PodState>? Map(string json) => new PodMapper().Map(Encoding.UTF8.GetBytes(json));
}
