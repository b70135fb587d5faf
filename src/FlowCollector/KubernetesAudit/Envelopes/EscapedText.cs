using System.Buffers;
using System.Text;
using System.Text.Json;

namespace Windsock.FlowCollector.KubernetesAudit.Envelopes;

/// <summary>The text of a JSON string within another JSON text, without its escapes.</summary>
internal ref struct EscapedText
{
    private byte[]? _rented;

    public ReadOnlySpan<byte> Bytes { get; private set; }

    /// <summary>Begins an object, as far as its first letter tells.</summary>
    public readonly bool IsObject => Bytes.TrimStart(" \t\r\n"u8) is [(byte)'{', ..];

    /// <param name="json">Stands on a string.</param>
    /// <param name="text">To be disposed of; false: it is not Unicode text.</param>
    public static bool TryRead(ref Utf8JsonReader json, out EscapedText text)
    {
        text = default;
        if (!json.ValueIsEscaped)
        {
            text.Bytes = json.ValueSpan;
            return true;
        }

        text._rented = ArrayPool<byte>.Shared.Rent(json.ValueSpan.Length);
        try
        {
            text.Bytes = text._rented.AsSpan(0, json.CopyString(text._rented));
            return true;
        }
        catch (Exception failure) when (failure is InvalidOperationException or DecoderFallbackException)
        {
            text.Dispose();
            return false;
        }
    }

    public void Dispose()
    {
        if (_rented is { } rented)
        {
            _rented = null;
            Bytes = default;
            ArrayPool<byte>.Shared.Return(rented);
        }
    }
}
