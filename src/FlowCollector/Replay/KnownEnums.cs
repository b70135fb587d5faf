using System.Text;
using System.Text.Json;
using Google.Protobuf.Reflection;

namespace Windsock.FlowCollector.Replay;

/// <summary>Leaves out of proto3 JSON the enum values whose names are not known: a new verdict must not cost the flow.</summary>
internal static class KnownEnums
{
    public static string Only(JsonElement message, MessageDescriptor descriptor)
    {
        using var output = new MemoryStream();
        using (var writer = new Utf8JsonWriter(output))
        {
            WriteMessage(writer, message, descriptor);
        }

        return Encoding.UTF8.GetString(output.GetBuffer().AsSpan(0, (int)output.Length));
    }

    private static void WriteMessage(Utf8JsonWriter writer, JsonElement message, MessageDescriptor descriptor)
    {
        writer.WriteStartObject();
        foreach (var property in message.EnumerateObject())
        {
            var field = descriptor.FindFieldByName(property.Name)
                ?? descriptor.Fields.InFieldNumberOrder().FirstOrDefault(field => field.JsonName == property.Name);
            if (field is not null && IsKnown(property.Value, field))
            {
                writer.WritePropertyName(property.Name);
                WriteValue(writer, property.Value, field);
            }
        }

        writer.WriteEndObject();
    }

    private static bool IsKnown(JsonElement value, FieldDescriptor field) =>
        field.FieldType != FieldType.Enum || value.ValueKind != JsonValueKind.String || field.EnumType.FindValueByName(value.GetString()) is not null;

    private static void WriteValue(Utf8JsonWriter writer, JsonElement value, FieldDescriptor field)
    {
        if (field.FieldType != FieldType.Message)
        {
            value.WriteTo(writer);
        }
        else if (value.ValueKind == JsonValueKind.Object)
        {
            WriteMessage(writer, value, field.MessageType);
        }
        else if (value.ValueKind == JsonValueKind.Array)
        {
            writer.WriteStartArray();
            foreach (var item in value.EnumerateArray())
            {
                WriteValue(writer, item, field);
            }

            writer.WriteEndArray();
        }
        else
        {
            // Timestamps and wrappers are written as plain values.
            value.WriteTo(writer);
        }
    }
}
