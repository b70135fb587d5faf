using Windsock.FlowCollector.Wire;

namespace Windsock.FlowCollector.Otlp.Decoding;

/// <summary>Goes through the log records of an opentelemetry.proto.collector.logs.v1.ExportLogsServiceRequest: 1 resource_logs, in it
/// 2 scope_logs, in it 2 log_records. Resources and scopes are passed over: Istio fills none.</summary>
internal ref struct LogRecords(ReadOnlySpan<byte> request)
{
    private const uint Resources = (1 << 3) | WireType.LengthDelimited;
    private const uint Scopes = (2 << 3) | WireType.LengthDelimited;
    private const uint Records = (2 << 3) | WireType.LengthDelimited;

    private WireReader _request = new(request);
    private WireReader _resource;
    private WireReader _scope;

    /// <summary>The record's bytes; they may be malformed.</summary>
    public ReadOnlySpan<byte> Current { get; private set; }

    /// <summary>True once it cannot be told where records begin; then none follows.</summary>
    public readonly bool IsMalformed => _request.IsMalformed || _resource.IsMalformed || _scope.IsMalformed;

    public bool Next()
    {
        while (!IsMalformed)
        {
            if (TryFind(ref _scope, Records, out var record))
            {
                Current = record;
                return !IsMalformed;
            }

            if (!_scope.IsMalformed && TryFind(ref _resource, Scopes, out var scope))
            {
                _scope = new WireReader(scope);
            }
            else if (!IsMalformed && TryFind(ref _request, Resources, out var resource))
            {
                _resource = new WireReader(resource);
            }
            else
            {
                return false;
            }
        }

        return false;
    }

    private static bool TryFind(scoped ref WireReader reader, uint wanted, out ReadOnlySpan<byte> value)
    {
        value = default;
        while (reader.TryReadTag(out var tag))
        {
            if (tag == wanted)
            {
                value = reader.ReadBytes();
                return true;
            }

            reader.Skip(tag);
        }

        return false;
    }
}
