using System.Collections.Immutable;
using System.Text.Json;
using Windsock.Model.Cluster;
using Windsock.Model.Flows;

namespace Windsock.FlowCollector.Cluster.Json;

/// <summary>Reads a pod (core/v1 Pod) in one pass and keeps what <see cref="PodState"/> holds. Single-threaded.</summary>
internal sealed class PodMapper : IObjectMapper<PodState>
{
    /// <summary>The exact ids that Airflow's KubernetesExecutor writes on its pods, by all its versions. No other annotation is read
    /// by anybody: operators add none, and what other tools write there (whole manifests, at times) would fill the memory.</summary>
    public static readonly ImmutableArray<string> KeptAnnotations =
        ["dag_id", "task_id", "try_number", "run_id", "map_index", "execution_date", "logical_date", "callback_id"];

    private readonly MetadataReader _metadata;
    private readonly ContainerStatusReader _containers;

    /// <param name="furtherAnnotations">Kept beside <see cref="KeptAnnotations"/>.</param>
    public PodMapper(params ReadOnlySpan<string> furtherAnnotations)
    {
        _metadata = new MetadataReader(KeptAnnotations.AddRange(furtherAnnotations));
        _containers = new ContainerStatusReader(_metadata.Names);
    }

    public MappedObject<PodState>? Map(ReadOnlySpan<byte> json)
    {
        try
        {
            var reader = new Utf8JsonReader(json, FieldReader.Options);
            return Read(ref reader);
        }
        catch (Exception failure) when (FieldReader.IsMalformed(failure))
        {
            return null;
        }
    }

    private MappedObject<PodState>? Read(ref Utf8JsonReader reader)
    {
        var metadata = new ObjectMetadata();
        var spec = new Spec();
        var status = new Status();
        if (!FieldReader.EnterObject(ref reader))
        {
            return null;
        }

        while (FieldReader.NextProperty(ref reader))
        {
            if (reader.ValueTextEquals("metadata"u8))
            {
                metadata = _metadata.Read(ref reader);
            }
            else if (reader.ValueTextEquals("spec"u8))
            {
                spec = ReadSpec(ref reader);
            }
            else if (reader.ValueTextEquals("status"u8))
            {
                status = ReadStatus(ref reader);
            }
            else
            {
                FieldReader.Skip(ref reader);
            }
        }

        return metadata.Uid.Length == 0 || metadata.Namespace.Length == 0 || metadata.Name.Length == 0 ? null : Assemble(metadata, spec, status);
    }

    private static MappedObject<PodState> Assemble(in ObjectMetadata metadata, in Spec spec, in Status status)
    {
        var pod = new PodState
        {
            Uid = metadata.Uid,
            Namespace = metadata.Namespace,
            Name = metadata.Name,
            NodeName = spec.NodeName,
            ServiceAccount = spec.ServiceAccount,
            HostNetwork = spec.HostNetwork,
            Phase = status.Phase,
            Ips = status.PodIps.IsDefaultOrEmpty ? status.PodIp : status.PodIps,
            Labels = metadata.Labels,
            Annotations = metadata.Annotations,
            CreatedAt = metadata.CreatedAt,
            StartedAt = status.StartedAt,
            DeletionAt = metadata.DeletionAt,
            Controller = metadata.Controller,
            Containers = ContainerStatusReader.Join(status.InitContainers, status.Containers, spec.AlwaysRestarted),
            Reason = status.Reason,
        };
        return new MappedObject<PodState>(pod.Uid, pod.Namespace, pod.Name, metadata.ResourceVersion, pod);
    }

    private Spec ReadSpec(ref Utf8JsonReader reader)
    {
        var spec = new Spec();
        if (!FieldReader.EnterObject(ref reader))
        {
            return spec;
        }

        while (FieldReader.NextProperty(ref reader))
        {
            if (reader.ValueTextEquals("nodeName"u8))
            {
                spec.NodeName = FieldReader.Text(ref reader, _metadata.Names);
            }
            else if (reader.ValueTextEquals("serviceAccountName"u8))
            {
                spec.ServiceAccount = FieldReader.Text(ref reader, _metadata.Names);
            }
            else if (reader.ValueTextEquals("hostNetwork"u8))
            {
                spec.HostNetwork = FieldReader.Flag(ref reader);
            }
            else if (reader.ValueTextEquals("initContainers"u8))
            {
                spec.AlwaysRestarted = _containers.ReadAlwaysRestarted(ref reader);
            }
            else
            {
                FieldReader.Skip(ref reader);
            }
        }

        return spec;
    }

    private Status ReadStatus(ref Utf8JsonReader reader)
    {
        var status = new Status();
        if (!FieldReader.EnterObject(ref reader))
        {
            return status;
        }

        while (FieldReader.NextProperty(ref reader))
        {
            ReadStatusField(ref reader, ref status);
        }

        return status;
    }

    private void ReadStatusField(ref Utf8JsonReader reader, ref Status status)
    {
        if (reader.ValueTextEquals("phase"u8))
        {
            status.Phase = Phase(FieldReader.Text(ref reader, _metadata.Names));
        }
        else if (reader.ValueTextEquals("reason"u8))
        {
            status.Reason = FieldReader.Text(ref reader, _metadata.Names);
        }
        else if (reader.ValueTextEquals("startTime"u8))
        {
            status.StartedAt = FieldReader.Time(ref reader);
        }
        else if (reader.ValueTextEquals("podIP"u8))
        {
            status.PodIp = IpAddress.TryParse(FieldReader.Text(ref reader), out var address) ? [address] : [];
        }
        else if (reader.ValueTextEquals("podIPs"u8))
        {
            status.PodIps = ReadIps(ref reader);
        }
        else if (reader.ValueTextEquals("containerStatuses"u8))
        {
            status.Containers = _containers.ReadStatuses(ref reader, isInit: false);
        }
        else if (reader.ValueTextEquals("initContainerStatuses"u8))
        {
            status.InitContainers = _containers.ReadStatuses(ref reader, isInit: true);
        }
        else
        {
            FieldReader.Skip(ref reader);
        }
    }

    private static ImmutableArray<IpAddress> ReadIps(ref Utf8JsonReader reader)
    {
        // A pod has one address per IP family.
        const int MaxIps = 8;
        if (!FieldReader.EnterArray(ref reader))
        {
            return [];
        }

        var ips = ImmutableArray<IpAddress>.Empty;
        while (FieldReader.NextObject(ref reader))
        {
            while (FieldReader.NextProperty(ref reader))
            {
                if (!reader.ValueTextEquals("ip"u8))
                {
                    FieldReader.Skip(ref reader);
                }
                else if (IpAddress.TryParse(FieldReader.Text(ref reader), out var address) && ips.Length < MaxIps)
                {
                    ips = ips.Add(address);
                }
            }
        }

        return ips;
    }

    private static PodPhase Phase(string text) => text switch
    {
        "Pending" => PodPhase.Pending,
        "Running" => PodPhase.Running,
        "Succeeded" => PodPhase.Succeeded,
        "Failed" => PodPhase.Failed,
        _ => PodPhase.Unknown,
    };

    private struct Spec
    {
        public Spec()
        {
        }

        public string NodeName = "";
        public string ServiceAccount = "";
        public bool HostNetwork;
        public ImmutableHashSet<string> AlwaysRestarted = [];
    }

    private struct Status
    {
        public Status()
        {
        }

        public PodPhase Phase;
        public string Reason = "";
        public Instant StartedAt;
        public ImmutableArray<IpAddress> PodIp = [];
        public ImmutableArray<IpAddress> PodIps = [];
        public ImmutableArray<ContainerState> Containers = [];
        public ImmutableArray<ContainerState> InitContainers = [];
    }
}
