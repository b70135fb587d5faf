using System.Collections.Immutable;
using System.Text.Json;
using Windsock.Model.Cluster;
using Windsock.Model.Flows;

namespace Windsock.FlowCollector.Cluster.Json;

/// <summary>Reads container statuses (core/v1 ContainerStatus) and what the spec of an init container says about its life.</summary>
internal sealed class ContainerStatusReader
{
    /// <summary>A pod of more containers than this is read without the rest of them.</summary>
    public const int MaxContainers = 256;

    private readonly StringPool _names;

    public ContainerStatusReader(StringPool names) => _names = names;

    /// <summary>Init containers first, each with the restart policy of its spec.</summary>
    public static ImmutableArray<ContainerState> Join(
        ImmutableArray<ContainerState> init, ImmutableArray<ContainerState> main, ImmutableHashSet<string> alwaysRestarted)
    {
        if (init.IsEmpty)
        {
            return main;
        }

        return [.. init.Select(container => container with { RestartsAlways = alwaysRestarted.Contains(container.Name) }), .. main];
    }

    /// <summary>Names of the init containers with restartPolicy Always (native sidecars).</summary>
    public ImmutableHashSet<string> ReadAlwaysRestarted(ref Utf8JsonReader reader)
    {
        var names = ImmutableHashSet<string>.Empty;
        if (!FieldReader.EnterArray(ref reader))
        {
            return names;
        }

        while (FieldReader.NextObject(ref reader))
        {
            var (name, policy) = ("", "");
            while (FieldReader.NextProperty(ref reader))
            {
                if (reader.ValueTextEquals("name"u8))
                {
                    name = FieldReader.Text(ref reader, _names);
                }
                else if (reader.ValueTextEquals("restartPolicy"u8))
                {
                    policy = FieldReader.Text(ref reader, _names);
                }
                else
                {
                    FieldReader.Skip(ref reader);
                }
            }

            names = policy == "Always" && names.Count < MaxContainers ? names.Add(name) : names;
        }

        return names;
    }

    public ImmutableArray<ContainerState> ReadStatuses(ref Utf8JsonReader reader, bool isInit)
    {
        if (!FieldReader.EnterArray(ref reader))
        {
            return [];
        }

        var containers = ImmutableArray.CreateBuilder<ContainerState>();
        while (FieldReader.NextObject(ref reader))
        {
            var container = ReadStatus(ref reader, isInit);
            if (containers.Count < MaxContainers)
            {
                containers.Add(container);
            }
        }

        return containers.DrainToImmutable();
    }

    private ContainerState ReadStatus(ref Utf8JsonReader reader, bool isInit)
    {
        var name = "";
        var run = new Run();
        while (FieldReader.NextProperty(ref reader))
        {
            if (reader.ValueTextEquals("name"u8))
            {
                name = FieldReader.Text(ref reader, _names);
            }
            else if (reader.ValueTextEquals("state"u8))
            {
                run = ReadState(ref reader);
            }
            else
            {
                FieldReader.Skip(ref reader);
            }
        }

        return new ContainerState(name, isInit, false, run.IsTerminated, run.StartedAt, run.FinishedAt, run.ExitCode, run.Reason);
    }

    /// <summary>core/v1 ContainerState: one of <c>waiting</c>, <c>running</c>, <c>terminated</c>.</summary>
    private Run ReadState(ref Utf8JsonReader reader)
    {
        var run = new Run();
        if (!FieldReader.EnterObject(ref reader))
        {
            return run;
        }

        while (FieldReader.NextProperty(ref reader))
        {
            var isTerminated = reader.ValueTextEquals("terminated"u8);
            if (!isTerminated && !reader.ValueTextEquals("running"u8) && !reader.ValueTextEquals("waiting"u8))
            {
                FieldReader.Skip(ref reader);
            }
            else if (FieldReader.EnterObject(ref reader))
            {
                run.IsTerminated |= isTerminated;
                ReadRun(ref reader, ref run);
            }
        }

        return run;
    }

    private void ReadRun(ref Utf8JsonReader reader, ref Run run)
    {
        while (FieldReader.NextProperty(ref reader))
        {
            if (reader.ValueTextEquals("startedAt"u8))
            {
                run.StartedAt = FieldReader.Time(ref reader);
            }
            else if (reader.ValueTextEquals("finishedAt"u8))
            {
                run.FinishedAt = FieldReader.Time(ref reader);
            }
            else if (reader.ValueTextEquals("exitCode"u8))
            {
                run.ExitCode = FieldReader.Number(ref reader);
            }
            else if (reader.ValueTextEquals("reason"u8))
            {
                run.Reason = FieldReader.Text(ref reader, _names);
            }
            else
            {
                FieldReader.Skip(ref reader);
            }
        }
    }

    private struct Run
    {
        public Run()
        {
        }

        public bool IsTerminated;
        public Instant StartedAt;
        public Instant FinishedAt;
        public int ExitCode;
        public string Reason = "";
    }
}
