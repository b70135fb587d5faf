using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using System.Text.Json;
using Windsock.Model.Cluster;
using Windsock.Model.Flows;

namespace Windsock.FlowCollector.Tests.Cluster;

/// <summary>The slow and plain reading of a pod, through a whole document: the oracle of the fast one.</summary>
internal static class PlainPodMapper
{
    private static readonly string[] Kept = ["dag_id", "task_id", "try_number", "run_id", "map_index", "execution_date", "logical_date", "callback_id"];

    public static PodState? Map(string json)
    {
        JsonElement pod;
        try
        {
            pod = JsonDocument.Parse(Encoding.UTF8.GetBytes(json), new JsonDocumentOptions { MaxDepth = 64 }).RootElement;
        }
        catch (JsonException)
        {
            return null;
        }

        var (metadata, spec, status) = (Get(pod, "metadata"), Get(pod, "spec"), Get(pod, "status"));
        var (uid, ns, name) = (Text(metadata, "uid"), Text(metadata, "namespace"), Text(metadata, "name"));
        return uid.Length == 0 || ns.Length == 0 || name.Length == 0 ? null : new PodState
        {
            Uid = uid,
            Namespace = ns,
            Name = name,
            NodeName = Text(spec, "nodeName"),
            ServiceAccount = Text(spec, "serviceAccountName"),
            HostNetwork = Get(spec, "hostNetwork") is { ValueKind: JsonValueKind.True },
            Phase = Enum.TryParse<PodPhase>(Text(status, "phase"), out var phase) && phase.ToString() == Text(status, "phase") ? phase : PodPhase.Unknown,
            Reason = Text(status, "reason"),
            Ips = Ips(status),
            Labels = Strings(Get(metadata, "labels"), withNull: true),
            Annotations = Strings(Get(metadata, "annotations"), withNull: false).Where(pair => Kept.Contains(pair.Key)).ToImmutableDictionary(),
            CreatedAt = Time(metadata, "creationTimestamp"),
            DeletionAt = Time(metadata, "deletionTimestamp"),
            StartedAt = Time(status, "startTime"),
            Controller = Controller(metadata),
            Containers = [.. Containers(status, spec, "initContainerStatuses", true), .. Containers(status, spec, "containerStatuses", false)],
        };
    }

    /// <summary>All of a pod as text, since its collections compare by reference.</summary>
    public static string Describe(PodState? pod) => pod is null
        ? "null"
        : JsonSerializer.Serialize(new
        {
            pod.Uid,
            pod.Namespace,
            pod.Name,
            pod.NodeName,
            pod.ServiceAccount,
            pod.HostNetwork,
            pod.Phase,
            pod.Reason,
            Ips = pod.Ips.Select(ip => ip.ToString()),
            Labels = pod.Labels.OrderBy(pair => pair.Key, StringComparer.Ordinal),
            Annotations = pod.Annotations.OrderBy(pair => pair.Key, StringComparer.Ordinal),
            Created = pod.CreatedAt.UnixNanoseconds,
            Deletion = pod.DeletionAt.UnixNanoseconds,
            Started = pod.StartedAt.UnixNanoseconds,
            pod.Controller,
            Containers = pod.Containers.Select(container => container.ToString()),
        });

    private static IEnumerable<ContainerState> Containers(JsonElement? status, JsonElement? spec, string list, bool isInit)
    {
        var always = Objects(Get(spec, "initContainers")).Where(container => Text(container, "restartPolicy") == "Always").Select(container => Text(container, "name")).ToHashSet();
        foreach (var container in Objects(Get(status, list)))
        {
            var state = Get(container, "state");
            var (waiting, running, terminated) = (Object(Get(state, "waiting")), Object(Get(state, "running")), Object(Get(state, "terminated")));
            var run = terminated ?? running ?? waiting;
            yield return new ContainerState(
                Text(container, "name"), isInit, isInit && always.Contains(Text(container, "name")), terminated is not null,
                Time(run, "startedAt"), Time(run, "finishedAt"),
                Get(run, "exitCode") is { ValueKind: JsonValueKind.Number } code && code.TryGetInt32(out var number) ? number : 0, Text(run, "reason"));
        }
    }

    private static ImmutableArray<IpAddress> Ips(JsonElement? status)
    {
        var several = Objects(Get(status, "podIPs")).Select(entry => Ip(Text(entry, "ip"))).Where(ip => !ip.IsNone).ToImmutableArray();
        return !several.IsEmpty ? several : Ip(Text(status, "podIP")) is { IsNone: false } ip ? [ip] : [];
    }

    private static IpAddress Ip(string text) => IpAddress.TryParse(text, out var ip) ? ip : default;

    private static Workload? Controller(JsonElement? metadata)
    {
        var owner = Objects(Get(metadata, "ownerReferences")).LastOrDefault(
            owner => Get(owner, "controller") is { ValueKind: JsonValueKind.True } && Text(owner, "name").Length > 0);
        return owner.ValueKind == JsonValueKind.Undefined ? null : new Workload(Text(owner, "name"), Text(owner, "kind"));
    }

    private static ImmutableDictionary<string, string> Strings(JsonElement? map, bool withNull)
    {
        var strings = ImmutableDictionary.CreateBuilder<string, string>();
        if (Object(map) is { } found)
        {
            foreach (var pair in found.EnumerateObject())
            {
                if (pair.Value.ValueKind == JsonValueKind.String || (withNull && pair.Value.ValueKind == JsonValueKind.Null))
                {
                    strings[pair.Name] = pair.Value.GetString() ?? "";
                }
            }
        }

        return strings.ToImmutable();
    }

    private static Instant Time(JsonElement? parent, string name) =>
        DateTimeOffset.TryParseExact(Text(parent, name), "yyyy-MM-dd'T'HH:mm:ssK", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time)
            ? Instant.FromDateTimeOffset(time)
            : Instant.Missing;

    private static IEnumerable<JsonElement> Objects(JsonElement? list) =>
        list is { ValueKind: JsonValueKind.Array } array ? array.EnumerateArray().Where(entry => entry.ValueKind == JsonValueKind.Object) : [];

    private static string Text(JsonElement? parent, string name) => Get(parent, name) is { ValueKind: JsonValueKind.String } text ? text.GetString()! : "";

    private static JsonElement? Object(JsonElement? element) => element is { ValueKind: JsonValueKind.Object } ? element : null;

    private static JsonElement? Get(JsonElement? parent, string name) =>
        parent is { ValueKind: JsonValueKind.Object } found && found.TryGetProperty(name, out var value) ? value : null;
}
