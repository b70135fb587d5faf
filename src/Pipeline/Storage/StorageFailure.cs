namespace Windsock.Pipeline.Storage;

/// <summary>What a disk may answer at any time, and what is expected and lived with.</summary>
internal static class StorageFailure
{
    public static bool Is(Exception exception) => exception is IOException or UnauthorizedAccessException;
}
