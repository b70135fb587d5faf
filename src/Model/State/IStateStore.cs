namespace Windsock.Model.State;

/// <summary>Keeps what must survive a restart, by name. Content is the caller's own, versioned by it. Any thread.</summary>
public interface IStateStore
{
    /// <summary>What was written last and is whole; null when there is nothing, or nothing that can be read (that is said and set aside).</summary>
    /// <param name="name">Lower-case letters, digits and hyphens.</param>
    byte[]? Read(string name);

    /// <summary>Takes the content to be written; returns at once. Of several contents of one name that wait, the newest is written.</summary>
    void Write(string name, ReadOnlyMemory<byte> content);

    /// <summary>What <see cref="Read"/> gave cannot be used: sets it aside under another name and says why.</summary>
    void SetAside(string name, string why);

    /// <summary>Everything whole whose name begins so, also what other agents write into the same place, in the order of names; what
    /// cannot be read is left alone and counted. Reads the disk: not for a thread that must not wait.</summary>
    IReadOnlyList<(string Name, byte[] Content)> ReadAll(string prefix) => [];
}
