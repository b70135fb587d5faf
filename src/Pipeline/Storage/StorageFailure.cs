namespace Windsock.Pipeline.Storage;

/// <summary>What a disk may answer at any time, and what is expected and lived with.</summary>
public static class StorageFailure
{
    public static bool Is(Exception exception) => exception is IOException or UnauthorizedAccessException;
}
