namespace Windsock.Pipeline.Outbox;

/// <summary>What an outbox must know of the messages it carries. Pure; any thread.</summary>
public interface IOutboxCodec<T>
    where T : class
{
    /// <summary>The message as bytes. JSON is shown as it is in the file of dead letters, anything else as base64.</summary>
    byte[] Encode(T message);

    /// <exception cref="FormatException">It cannot be read: the message is rejected, with the reason.</exception>
    T Decode(ReadOnlySpan<byte> payload);

    /// <summary>The same for the same message: of two with one key that wait at the same time, the later is left out.</summary>
    string Key(T message);

    /// <summary>Messages that share this reach a sink in the order in which they were offered.</summary>
    string Order(T message);

    /// <summary>It says that something is over: what goes first when there is no room.</summary>
    bool IsResolved(T message);
}
