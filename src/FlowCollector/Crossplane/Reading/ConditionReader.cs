using System.Collections.Immutable;
using System.Text.Json;
using Windsock.FlowCollector.Cluster.Json;
using Windsock.Model.Flows;
using Windsock.Model.Platform;

namespace Windsock.FlowCollector.Crossplane.Reading;

/// <summary>Reads <c>status.conditions</c>; the rest of the status, which mirrors what is in the cloud, is passed over.</summary>
internal sealed class ConditionReader(StringPool names)
{
    /// <summary>Crossplane writes four types; functions may add their own.</summary>
    private const int MaxConditions = 16;

    /// <summary>A message is cut to less; of one that is longer than this nothing is read.</summary>
    private const int MaxMessageBytes = 64 * 1024;

    /// <param name="reader">Before the value of <c>status</c>; moved past it.</param>
    public ImmutableArray<ResourceCondition> Read(ref Utf8JsonReader reader)
    {
        var conditions = ImmutableArray.CreateBuilder<ResourceCondition>();
        if (FieldReader.EnterObject(ref reader))
        {
            while (FieldReader.NextProperty(ref reader))
            {
                if (reader.ValueTextEquals("conditions"u8))
                {
                    ReadList(ref reader, conditions);
                }
                else
                {
                    FieldReader.Skip(ref reader);
                }
            }
        }

        return conditions.ToImmutable();
    }

    private void ReadList(ref Utf8JsonReader reader, ImmutableArray<ResourceCondition>.Builder conditions)
    {
        if (!FieldReader.EnterArray(ref reader))
        {
            return;
        }

        while (FieldReader.NextObject(ref reader))
        {
            var condition = ReadCondition(ref reader);
            if (condition.Type.Length > 0 && conditions.Count < MaxConditions)
            {
                conditions.Add(condition);
            }
        }
    }

    private ResourceCondition ReadCondition(ref Utf8JsonReader reader)
    {
        var (type, status, reason, message, at) = ("", "", "", "", Instant.Missing);
        while (FieldReader.NextProperty(ref reader))
        {
            if (reader.ValueTextEquals("type"u8))
            {
                type = Name(ref reader);
            }
            else if (reader.ValueTextEquals("status"u8))
            {
                status = Name(ref reader);
            }
            else if (reader.ValueTextEquals("reason"u8))
            {
                reason = Name(ref reader);
            }
            else if (reader.ValueTextEquals("message"u8))
            {
                FieldReader.ReadText(ref reader, null, MaxMessageBytes, out message);
                message = PlainLine.Of(message, PlainLine.MaxMessage);
            }
            else if (reader.ValueTextEquals("lastTransitionTime"u8))
            {
                at = FieldReader.Time(ref reader);
            }
            else
            {
                FieldReader.Skip(ref reader);
            }
        }

        return new ResourceCondition(type, status, reason, message, at);
    }

    private string Name(ref Utf8JsonReader reader) => PlainLine.Of(FieldReader.Text(ref reader, names), PlainLine.MaxName);
}
