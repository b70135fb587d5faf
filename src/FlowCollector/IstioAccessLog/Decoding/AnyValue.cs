using Windsock.FlowCollector.Wire;

namespace Windsock.FlowCollector.IstioAccessLog.Decoding;

/// <summary>google.protobuf.Any: 1 type_url, 2 value.</summary>
internal readonly ref struct AnyValue
{
    private AnyValue(ReadOnlySpan<byte> typeUrl, ReadOnlySpan<byte> value)
    {
        TypeUrl = typeUrl;
        Value = value;
    }

    public ReadOnlySpan<byte> TypeUrl { get; }

    public ReadOnlySpan<byte> Value { get; }

    /// <summary>The name behind the last slash of the url is this one.</summary>
    public bool Is(ReadOnlySpan<byte> fullName) => TypeUrl[(TypeUrl.LastIndexOf((byte)'/') + 1)..].SequenceEqual(fullName);

    /// <summary>Empty, of no type, when the bytes are malformed.</summary>
    public static AnyValue Read(ReadOnlySpan<byte> any) => MapEntry.TryRead(any, out var typeUrl, out var value) ? new AnyValue(typeUrl, value) : default;

    /// <summary>The field 1 of a google.protobuf.StringValue or BytesValue; empty when it is malformed or has none.</summary>
    public static ReadOnlySpan<byte> Unwrap(ReadOnlySpan<byte> wrapper) => MapEntry.TryRead(wrapper, out var value, out _) ? value : default;
}
