using System.Text.Json;
using Windsock.FlowCollector.Cluster.Json;

namespace Windsock.FlowCollector.CloudLogging.Entries;

/// <summary>Reads one LogEntry as sinks export it (proto3 JSON of google.logging.v2.LogEntry). Fields of another type than expected are read
/// as absent; of a field that comes twice the last counts. Pure.</summary>
internal static class LogEntryReader
{
    /// <summary>Schemas of custom resources, which GKE logs whole, nest deep.</summary>
    public const int MaxDepth = 256;

    /// <summary>Null: it is not JSON, or no object.</summary>
    public static LogEntry? TryRead(ReadOnlySpan<byte> json)
    {
        try
        {
            var reader = new Utf8JsonReader(json, new JsonReaderOptions { MaxDepth = MaxDepth });
            var entry = FieldReader.EnterObject(ref reader) ? ReadEntry(ref reader) : null;

            // Nothing may follow the entry: asked once more, the reader says so.
            reader.Read();
            return entry;
        }
        catch (Exception failure) when (FieldReader.IsMalformed(failure))
        {
            return null;
        }
    }

    private static LogEntry ReadEntry(ref Utf8JsonReader reader)
    {
        var entry = new LogEntry();
        while (FieldReader.NextProperty(ref reader))
        {
            switch (Field(ref reader))
            {
                case "logName": entry.LogName = EntryText.Name(ref reader); break;
                case "insertId": entry.InsertId = EntryText.Name(ref reader); break;
                case "timestamp": entry.Timestamp = FieldReader.Time(ref reader); break;
                case "receiveTimestamp": entry.ReceivedAt = FieldReader.Time(ref reader); break;
                case "trace": entry.Trace = EntryText.Name(ref reader); break;
                case "textPayload": entry.Text = EntryText.Message(ref reader); break;
                case "jsonPayload": entry.JsonText = ReadMessage(ref reader); break;
                case "resource": entry.Resource = ReadResource(ref reader); break;
                case "labels": entry.Labels = ReadLabels(ref reader); break;
                case "operation": entry.Operation = ReadOperation(ref reader); break;
                case "httpRequest": entry.Http = ReadHttp(ref reader); break;
                case "protoPayload": entry.Payload = AuditPayloadReader.Read(ref reader); break;
                default: FieldReader.Skip(ref reader); break;
            }
        }

        return entry;
    }

    /// <summary>Name of the property that the reader stands on; no field that is wanted has a long name.</summary>
    internal static string Field(ref Utf8JsonReader reader) => reader.ValueSpan.Length > 512 ? "" : FieldReader.Current(ref reader, null);

    private static string ReadMessage(ref Utf8JsonReader reader)
    {
        var message = "";
        if (FieldReader.EnterObject(ref reader))
        {
            while (FieldReader.NextProperty(ref reader))
            {
                if (Field(ref reader) == "message")
                {
                    message = EntryText.Message(ref reader);
                }
                else
                {
                    FieldReader.Skip(ref reader);
                }
            }
        }

        return message;
    }

    private static EntryResource? ReadResource(ref Utf8JsonReader reader)
    {
        if (!FieldReader.EnterObject(ref reader))
        {
            return null;
        }

        var resource = new EntryResource();
        while (FieldReader.NextProperty(ref reader))
        {
            switch (Field(ref reader))
            {
                case "type": resource.Type = EntryText.Name(ref reader); break;
                case "labels": ReadResourceLabels(ref reader, resource); break;
                default: FieldReader.Skip(ref reader); break;
            }
        }

        return resource;
    }

    private static void ReadResourceLabels(ref Utf8JsonReader reader, EntryResource resource)
    {
        (resource.Project, resource.Service) = ("", "");
        if (!FieldReader.EnterObject(ref reader))
        {
            return;
        }

        while (FieldReader.NextProperty(ref reader))
        {
            switch (Field(ref reader))
            {
                case "project_id": resource.Project = EntryText.Name(ref reader); break;
                case "service_name": resource.Service = EntryText.Name(ref reader); break;
                default: FieldReader.Skip(ref reader); break;
            }
        }
    }

    private static EntryLabels? ReadLabels(ref Utf8JsonReader reader)
    {
        if (!FieldReader.EnterObject(ref reader))
        {
            return null;
        }

        var labels = new EntryLabels();
        while (FieldReader.NextProperty(ref reader))
        {
            switch (Field(ref reader))
            {
                case "instanceId": labels.Instance = EntryText.Name(ref reader); break;
                case "authorization.k8s.io/decision": labels.Decision = EntryText.Name(ref reader); break;
                case "authorization.k8s.io/reason": labels.DecisionReason = EntryText.Message(ref reader); break;
                case "authentication.k8s.io/legacy-token": labels.LegacyToken = EntryText.Name(ref reader); break;
                case "authentication.k8s.io/legacy-token-manual-secret":
                case "authentication.k8s.io/legacy-token-autogenerated-secret": labels.LegacySecret = EntryText.Name(ref reader); break;
                case "authentication.kubernetes.io/issued-credential-id": labels.IssuedCredential = EntryText.Name(ref reader); break;
                case "audit.k8s.io/truncated": labels.Truncated = EntryText.Name(ref reader); break;
                default: FieldReader.Skip(ref reader); break;
            }
        }

        return labels;
    }

    private static EntryOperation? ReadOperation(ref Utf8JsonReader reader)
    {
        if (!FieldReader.EnterObject(ref reader))
        {
            return null;
        }

        var (isFirst, isLast) = (false, false);
        while (FieldReader.NextProperty(ref reader))
        {
            switch (Field(ref reader))
            {
                case "first": isFirst = FieldReader.Flag(ref reader); break;
                case "last": isLast = FieldReader.Flag(ref reader); break;
                default: FieldReader.Skip(ref reader); break;
            }
        }

        return new EntryOperation(isFirst, isLast);
    }

    private static HttpExchange? ReadHttp(ref Utf8JsonReader reader)
    {
        if (!FieldReader.EnterObject(ref reader))
        {
            return null;
        }

        var http = new HttpExchange();
        while (FieldReader.NextProperty(ref reader))
        {
            switch (Field(ref reader))
            {
                case "requestMethod": http.Method = EntryText.Name(ref reader); break;
                case "requestUrl": http.Url = EntryText.Name(ref reader); break;
                case "status": http.Status = FieldReader.Number(ref reader); break;
                case "userAgent": http.UserAgent = EntryText.Name(ref reader); break;
                case "remoteIp": http.RemoteIp = EntryText.Name(ref reader); break;
                case "latency": http.Latency = EntryText.Name(ref reader); break;
                default: FieldReader.Skip(ref reader); break;
            }
        }

        return http;
    }
}
