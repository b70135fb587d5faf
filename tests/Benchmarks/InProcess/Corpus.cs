using System.Collections.Immutable;
using Google.Protobuf;
using Windsock.FlowCollector.Hubble.Protos;
using Windsock.Model.Cluster;
using Windsock.Model.Flows;
using Windsock.Testing;

namespace Windsock.Benchmarks.InProcess;

/// <summary>Encoded responses to work on, and pods that own their local ends so that every counter has something to count.</summary>
internal sealed record Corpus(string Name, IReadOnlyList<byte[]> Responses, IReadOnlyList<PodState> Pods)
{
    private static readonly JsonParser Json = new(JsonParser.Settings.Default.WithIgnoreUnknownFields(true));

    public double BytesPerFlow => Responses.Average(response => (double)response.Length);

    /// <summary>The flows recorded in a real cluster; throws with a plain sentence when they are not beside the checkout.</summary>
    public static Corpus Recorded()
    {
        var files = SharedFlows.Find();
        if (files.Count == 0)
        {
            throw new InvalidOperationException("The benchmarks work on recorded flows: ../shared/data/hubble is not beside this checkout.");
        }

        // Many packets of few endpoints, as on a node: the file of TCP flows weighs most.
        var responses = files.SelectMany(File.ReadLines).Where(line => line.Length > 0).Select(line => Json.Parse<GetFlowsResponse>(line)).ToList();
        foreach (var flow in responses.Select(response => response.Flow).Where(flow => flow is { Uuid: "" }))
        {
            // The recordings are of 2021; every Hubble since 1.14 sends an id, and without one the agent must hash the whole message.
            flow.Uuid = Guid.NewGuid().ToString();
        }

        return Of("recorded", responses);
    }

    /// <summary>The recorded flows spread over many endpoints, as many flows as endpoints, in random order: each flow between a pod
    /// of this node and another endpoint, in either direction. Nothing repeats within one round, so nothing is warm by chance.</summary>
    /// <param name="local">Pods of this node; a kubelet runs 110 unless told otherwise, 250 at most as a rule. With as many as
    /// <paramref name="endpoints"/> every end is a task: no node is like that, it is the worst case of the tables.</param>
    public static Corpus Spread(int endpoints, int local)
    {
        var dice = new Random(11);
        var recorded = Recorded().Responses.Select(bytes => GetFlowsResponse.Parser.ParseFrom(bytes)).Where(response => response.Flow is { Source: not null, Destination: not null }).ToList();
        var responses = new List<GetFlowsResponse>();
        var ends = Enumerable.Range(0, endpoints).Select(number => End(recorded[number % recorded.Count].Flow.Source, number, number < local)).ToArray();
        var others = Enumerable.Range(0, endpoints).ToArray();
        dice.Shuffle(others);
        for (var i = 0; i < endpoints; i++)
        {
            var response = recorded[i % recorded.Count].Clone();
            var (here, there) = (dice.Next(local), others[i]);
            var (source, destination) = i % 2 == 0 ? (here, there) : (there, here);
            response.Flow.Source = ends[source];
            response.Flow.Destination = ends[destination];
            response.Flow.IP.Source = Address(source);
            response.Flow.IP.Destination = Address(destination);
            responses.Add(response);
        }

        return Of($"{endpoints:N0} endpoints, {local:N0} of this node", responses);
    }

    private static FlowCollector.Hubble.Protos.Endpoint End(FlowCollector.Hubble.Protos.Endpoint like, int number, bool isLocal)
    {
        var endpoint = like.Clone();
        endpoint.ID = isLocal ? (uint)number + 1 : 0;
        endpoint.Namespace = "airflow";
        endpoint.PodName = $"etl-load-partition-{number:x6}";
        return endpoint;
    }

    private static string Address(int number) => $"10.{number >> 16 & 255}.{number >> 8 & 255}.{number & 255}";

    private static Corpus Of(string name, IReadOnlyList<GetFlowsResponse> responses)
    {
        var ends = responses.Where(response => response.Flow is not null)
            .SelectMany(response => new[] { (End: response.Flow.Source, Ip: response.Flow.IP?.Source), (End: response.Flow.Destination, Ip: response.Flow.IP?.Destination) })
            .Where(end => end.End is { PodName.Length: > 0, ID: > 0 })
            .DistinctBy(end => (end.End.Namespace, end.End.PodName));
        return new Corpus(name, [.. responses.Select(response => response.ToByteArray())], [.. ends.Select((end, i) => Pod(end.End.Namespace, end.End.PodName, end.Ip ?? "", i))]);
    }

    /// <summary>A pod of KubernetesExecutor.</summary>
    public static PodState Pod(string @namespace, string name, string ip, int number) => new()
    {
        Uid = $"uid-{number}",
        Namespace = @namespace,
        Name = name,
        NodeName = "bench",
        Phase = PodPhase.Running,
        StartedAt = Instant.FromDateTimeOffset(new DateTimeOffset(2020, 1, 1, 0, 0, 0, TimeSpan.Zero)),
        Ips = IpAddress.TryParse(ip, out var address) ? [address] : [],
        Labels = ImmutableDictionary<string, string>.Empty.Add("kubernetes_executor", "True").Add("airflow_version", "3.0.2"),
        Annotations = ImmutableDictionary<string, string>.Empty
            .Add("dag_id", $"dag_{number % 40}").Add("task_id", $"task_{number % 7}").Add("run_id", "scheduled__2026-01-01").Add("try_number", "1"),
    };
}
