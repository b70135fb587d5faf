using System.Text.Json;
using Windsock.Pipeline.Outbox;

namespace Windsock.Pipeline.Tests.Outbox;

/// <summary>Notes as JSON; a note without an order of its own is ordered with nothing else.</summary>
internal sealed class NoteCodec : IOutboxCodec<Note>
{
    public byte[] Encode(Note message) => message.Text == "cannot be encoded" ? throw new InvalidOperationException(message.Text) : JsonSerializer.SerializeToUtf8Bytes(message);

    public Note Decode(ReadOnlySpan<byte> payload) =>
        JsonSerializer.Deserialize<Note>(payload) is { } note && note.Text != "cannot be decoded" ? note : throw new FormatException("no note of this version");

    public string Key(Note message) => message.Key;

    public string Order(Note message) => message.Order.Length > 0 ? message.Order : message.Key;

    public bool IsResolved(Note message) => message.IsResolved;
}
