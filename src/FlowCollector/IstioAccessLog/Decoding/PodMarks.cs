using System.Collections.Immutable;
using System.Text;
using Windsock.FlowCollector.CallReceivers;
using Windsock.FlowCollector.Cluster.Json;

namespace Windsock.FlowCollector.IstioAccessLog.Decoding;

/// <summary>Labels and annotations of a pod from the Struct that its proxy carries.</summary>
internal static class PodMarks
{
    /// <summary>A longer annotation is none of Airflow's.</summary>
    private const int MaxAnnotationBytes = 1_024;

    /// <summary>As <c>k8s:key=value</c>, the first <paramref name="max"/> of them.</summary>
    public static ImmutableArray<string> Labels(ReadOnlySpan<byte> message, int max, MeshWords words)
    {
        var labels = ImmutableArray.CreateBuilder<string>();
        var fields = new StructFields(message);
        while (labels.Count < max && fields.Next())
        {
            labels.Add($"k8s:{words.Name(fields.Key)}={words.Read(fields.Text)}");
        }

        return labels.DrainToImmutable();
    }

    /// <summary>Those that are read of pods anyway, as <c>key=value</c>.</summary>
    public static ImmutableArray<string> Annotations(ReadOnlySpan<byte> message)
    {
        var annotations = ImmutableArray.CreateBuilder<string>();
        var fields = new StructFields(message);
        while (annotations.Count < PodMapper.KeptAnnotations.Length && fields.Next())
        {
            if (fields.Text.Length <= MaxAnnotationBytes && KeptKey(fields.Key) is { } key)
            {
                annotations.Add($"{key}={Encoding.UTF8.GetString(fields.Text)}");
            }
        }

        return annotations.DrainToImmutable();
    }

    private static string? KeptKey(ReadOnlySpan<byte> key)
    {
        foreach (var kept in PodMapper.KeptAnnotations)
        {
            if (Ascii.Equals(key, kept))
            {
                return kept;
            }
        }

        return null;
    }
}
