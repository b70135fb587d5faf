using System.Collections.Immutable;
using Windsock.FlowCollector.Cluster.Json;
using Windsock.Model.Cluster;

namespace Windsock.FlowCollector.Cluster;

/// <summary>Pods out of a dump: what <c>kubectl get pods -A -o json</c> writes (a List), a PodList of the API, or one Pod.</summary>
/// <param name="Pods">In the order of the dump.</param>
/// <param name="Skipped">Items that could not be read as a pod: too long, malformed, or of another kind.</param>
public sealed record PodDump(ImmutableArray<PodState> Pods, long Skipped)
{
    private const int MaxObjectBytes = 8 * 1024 * 1024;

    /// <param name="stream">JSON text, read to its end, not closed.</param>
    /// <exception cref="InvalidDataException">Not JSON, cut off, or neither a list nor a pod.</exception>
    public static Task<PodDump> ReadAsync(Stream stream, CancellationToken stop) => ReadAsync(stream, new PodMapper(), stop);

    internal static async Task<PodDump> ReadAsync(Stream stream, PodMapper mapper, CancellationToken stop)
    {
        var pods = ImmutableArray.CreateBuilder<PodState>();
        var skipped = 0L;
        using var objects = new JsonObjectStream(stream, new ObjectSplitter(SplitShape.List, MaxObjectBytes, MaxObjectBytes));
        while (true)
        {
            switch (await objects.ReadAsync(null, stop).ConfigureAwait(false))
            {
                case StreamStep.Object when ReadPod(mapper, objects.Current, isItem: true) is { } pod:
                    pods.Add(pod);
                    break;
                case StreamStep.Object or StreamStep.Oversized:
                    skipped++;
                    break;
                case StreamStep.End:
                    return Finish(mapper, objects.Envelope, pods, skipped);
                case StreamStep.Truncated:
                    throw new InvalidDataException("The pod dump ends in the middle. Write it again: kubectl get pods -A -o json > pods.json");
                default:
                    throw NotADump();
            }
        }
    }

    private static PodDump Finish(PodMapper mapper, ReadOnlySpan<byte> envelope, ImmutableArray<PodState>.Builder pods, long skipped)
    {
        var kind = (ListEnvelope.Read(envelope) ?? throw NotADump()).Kind;
        if (kind == "Pod")
        {
            return new PodDump(ReadPod(mapper, envelope, isItem: false) is { } pod ? [pod] : [], 0);
        }

        return kind is "List" or "PodList" ? new PodDump(pods.ToImmutable(), skipped) : throw NotADump();
    }

    /// <summary>The items of a PodList carry no kind; those of a List do, and may be anything.</summary>
    private static PodState? ReadPod(PodMapper mapper, ReadOnlySpan<byte> json, bool isItem)
    {
        var kind = isItem ? ListEnvelope.Read(json)?.Kind : "Pod";
        return kind is "" or "Pod" ? mapper.Map(json)?.State : null;
    }

    private static InvalidDataException NotADump() =>
        new("The pod dump is not a list of pods in JSON. Write it with: kubectl get pods -A -o json > pods.json");
}
