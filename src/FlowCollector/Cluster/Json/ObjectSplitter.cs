using System.Buffers;
using System.Text;

namespace Windsock.FlowCollector.Cluster.Json;

/// <summary>Cuts a stream of JSON text into its objects without building a document and without caring where the chunks end: it
/// follows nothing but brackets and strings. What it cuts out is checked by the reader that maps it. Objects over the limit are
/// passed over in constant memory. Single-threaded.</summary>
internal sealed class ObjectSplitter : IDisposable
{
    private static readonly SearchValues<byte> Structure = SearchValues.Create("\"{}[]"u8);
    private static readonly SearchValues<byte> StringEnd = SearchValues.Create("\"\\"u8);

    private readonly SplitShape _shape;
    private readonly PooledBytes _object;
    private readonly PooledBytes _envelope;
    private readonly string[] _itemKeys;
    private int _depth;
    private int _elementDepth = -1;
    private int _keyStart;
    private int _keyEnd;
    private bool _inString;
    private bool _afterBackslash;
    private bool _inItems;
    private bool _isComplete;

    /// <param name="maxObjectBytes">Longest object handed out.</param>
    /// <param name="maxEnvelopeBytes">Longest text around the items of a list; more makes the list malformed.</param>
    /// <param name="itemKeys">Keys of the top-level arrays whose elements are the items of a list; null: <c>items</c>.</param>
    /// <param name="keepsHead">Keeps the first bytes of an object over the limit.</param>
    public ObjectSplitter(SplitShape shape, int maxObjectBytes, int maxEnvelopeBytes = 0, string[]? itemKeys = null, bool keepsHead = false)
    {
        _shape = shape;
        _itemKeys = itemKeys ?? ["items"];
        _object = new PooledBytes(maxObjectBytes, keepsHead);
        _envelope = new PooledBytes(maxEnvelopeBytes);
    }

    /// <summary>The object of the last <see cref="SplitResult.Object"/>, or the head of the last <see cref="SplitResult.Oversized"/> if that is
    /// kept; valid until the next call.</summary>
    public ReadOnlySpan<byte> Current => _object.Written;

    /// <summary>The list without its items, a valid document of its own: <c>{"metadata":{...},"items":[]}</c>. Complete after
    /// <see cref="SplitResult.Document"/>.</summary>
    public ReadOnlySpan<byte> Envelope => _envelope.Written;

    /// <summary>The text may end here: nothing is open.</summary>
    public bool MayEnd => _depth == 0 && (_shape == SplitShape.Sequence || _isComplete);

    /// <summary>An array of items was there, with or without items.</summary>
    public bool HasItems { get; private set; }

    private bool InElement => _elementDepth >= 0;

    /// <summary>Reads on until an object is complete or the chunk is used up.</summary>
    /// <param name="consumed">Bytes of the chunk that were taken; call again with the rest.</param>
    public SplitResult Next(ReadOnlySpan<byte> chunk, out int consumed)
    {
        if (!InElement)
        {
            _object.Clear();
        }

        consumed = 0;
        while (consumed < chunk.Length)
        {
            var result = InElement
                ? InsideElement(chunk[consumed..], out var taken)
                : OutsideElement(chunk[consumed], out taken);
            consumed += taken;
            if (result != SplitResult.NeedMore)
            {
                return result;
            }
        }

        return SplitResult.NeedMore;
    }

    public void Dispose()
    {
        _object.Dispose();
        _envelope.Dispose();
    }

    private SplitResult InsideElement(ReadOnlySpan<byte> text, out int taken)
    {
        taken = 0;
        while (taken < text.Length)
        {
            taken += _inString ? StepInString(text[taken..]) : StepInStructure(text[taken..]);
            if (_depth == _elementDepth)
            {
                _object.Append(text[..taken]);
                _elementDepth = -1;
                return _object.HasOverflowed ? SplitResult.Oversized : SplitResult.Object;
            }
        }

        _object.Append(text);
        return SplitResult.NeedMore;
    }

    private int StepInString(ReadOnlySpan<byte> text)
    {
        if (_afterBackslash)
        {
            _afterBackslash = false;
            return 1;
        }

        var end = text.IndexOfAny(StringEnd);
        if (end < 0)
        {
            return text.Length;
        }

        _afterBackslash = text[end] == '\\';
        _inString = _afterBackslash;
        return end + 1;
    }

    private int StepInStructure(ReadOnlySpan<byte> text)
    {
        var at = text.IndexOfAny(Structure);
        if (at < 0)
        {
            return text.Length;
        }

        switch (text[at])
        {
            case (byte)'"':
                _inString = true;
                break;
            case (byte)'{' or (byte)'[':
                _depth++;
                break;
            default:
                _depth--;
                break;
        }

        return at + 1;
    }

    private SplitResult OutsideElement(byte next, out int taken)
    {
        taken = 1;
        if (_inString)
        {
            return StringOfEnvelope(next);
        }

        if (next is (byte)' ' or (byte)'\n' or (byte)'\r' or (byte)'\t' || (_inItems && _depth == 2 && next == ','))
        {
            return SplitResult.NeedMore;
        }

        if (_depth == 0 && (next != '{' || _isComplete))
        {
            return SplitResult.Malformed;
        }

        if (next == '{' && (_shape == SplitShape.Sequence || (_inItems && _depth == 2)))
        {
            // The element loop takes the bracket itself.
            taken = 0;
            _elementDepth = _depth;
            return SplitResult.NeedMore;
        }

        return StructureOfEnvelope(next);
    }

    private SplitResult StringOfEnvelope(byte next)
    {
        _envelope.Append(next);
        if (_afterBackslash)
        {
            _afterBackslash = false;
        }
        else if (next == '\\')
        {
            _afterBackslash = true;
        }
        else if (next == '"')
        {
            _inString = false;
            _keyEnd = _envelope.Written.Length - 1;
        }

        return Overflow();
    }

    private SplitResult StructureOfEnvelope(byte next)
    {
        _envelope.Append(next);
        switch (next)
        {
            case (byte)'"':
                _inString = true;
                _keyStart = _envelope.Written.Length;
                break;
            case (byte)'{' or (byte)'[':
                _inItems |= next == '[' && _depth == 1 && !_envelope.HasOverflowed && IsItemKey(_envelope.Written[_keyStart.._keyEnd]);
                HasItems |= _inItems;
                _depth++;
                break;
            case (byte)'}' or (byte)']':
                _depth--;
                _inItems &= _depth > 1;
                if (_depth == 0)
                {
                    _isComplete = true;
                    return _envelope.HasOverflowed ? SplitResult.Malformed : SplitResult.Document;
                }

                break;
            default:
                break;
        }

        return Overflow();
    }

    private bool IsItemKey(ReadOnlySpan<byte> key)
    {
        foreach (var itemKey in _itemKeys)
        {
            if (Ascii.Equals(key, itemKey))
            {
                return true;
            }
        }

        return false;
    }

    private SplitResult Overflow() => _envelope.HasOverflowed ? SplitResult.Malformed : SplitResult.NeedMore;
}
