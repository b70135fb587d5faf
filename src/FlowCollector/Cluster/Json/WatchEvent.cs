using System.Text.Json;

namespace Windsock.FlowCollector.Cluster.Json;

/// <summary>Kind of a watch event (meta/v1 WatchEvent.type).</summary>
internal enum WatchEventType : byte { Unknown, Added, Modified, Deleted, Bookmark, Error }

/// <summary>One event of a watch; the object is left as text.</summary>
internal readonly ref struct WatchEvent
{
    private WatchEvent(WatchEventType type, ReadOnlySpan<byte> json)
    {
        Type = type;
        Object = json;
    }

    public WatchEventType Type { get; }

    /// <summary>Empty when the event has none.</summary>
    public ReadOnlySpan<byte> Object { get; }

    /// <summary>False when the text is not JSON or not an object.</summary>
    public static bool TryRead(ReadOnlySpan<byte> json, out WatchEvent read)
    {
        read = default;
        var type = WatchEventType.Unknown;
        var part = 0..0;
        try
        {
            var reader = new Utf8JsonReader(json, FieldReader.Options);
            if (!FieldReader.EnterObject(ref reader))
            {
                return false;
            }

            while (FieldReader.NextProperty(ref reader))
            {
                if (reader.ValueTextEquals("type"u8))
                {
                    type = TypeOf(FieldReader.Text(ref reader));
                }
                else if (reader.ValueTextEquals("object"u8))
                {
                    reader.Read();
                    var start = (int)reader.TokenStartIndex;
                    reader.Skip();
                    part = start..(int)reader.BytesConsumed;
                }
                else
                {
                    FieldReader.Skip(ref reader);
                }
            }
        }
        catch (Exception failure) when (FieldReader.IsMalformed(failure))
        {
            return false;
        }

        read = new WatchEvent(type, json[part]);
        return true;
    }

    private static WatchEventType TypeOf(string text) => text switch
    {
        "ADDED" => WatchEventType.Added,
        "MODIFIED" => WatchEventType.Modified,
        "DELETED" => WatchEventType.Deleted,
        "BOOKMARK" => WatchEventType.Bookmark,
        "ERROR" => WatchEventType.Error,
        _ => WatchEventType.Unknown,
    };
}
