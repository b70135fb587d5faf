
namespace Windsock.FlowCollector.Wire;

/// <summary>The stretch of a message that holds all items of a repeated field, tags included, when they stand together.</summary>
internal struct FieldRegion
{
    private int _start;
    private int _end;

    public readonly bool IsEmpty => _end == 0;

    public readonly ReadOnlySpan<byte> In(ReadOnlySpan<byte> message) => message[_start.._end];

    /// <summary>Passes over one more item.</summary>
    /// <param name="reader">Just behind the tag of the item.</param>
    /// <param name="start">Where the tag begins. Not told by its number: a tag may be written longer than it needs to be.</param>
    /// <param name="isBroken">Set when the item does not follow the one before it.</param>
    public void Add(scoped ref WireReader reader, int start, ref bool isBroken)
    {
        reader.ReadBytes();
        if (_end == 0)
        {
            _start = start;
        }
        else if (_end != start)
        {
            isBroken = true;
        }

        _end = reader.IsMalformed ? start : reader.Position;
    }
}
