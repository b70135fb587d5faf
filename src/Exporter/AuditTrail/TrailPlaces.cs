using Windsock.Exporter.Alerts.Http;
using Windsock.Exporter.AuditTrail.Writing;
using Windsock.Pipeline.Storage;

namespace Windsock.Exporter.AuditTrail;

/// <summary>Opens a trail for reading.</summary>
public static class TrailPlaces
{
    public static IFolder Open(string directory) => new DiskFolder(directory);

    /// <summary>Null without a file.</summary>
    /// <param name="option">How the file is named to people.</param>
    /// <exception cref="InvalidOperationException">The file cannot be used; the message is for people.</exception>
    public static byte[]? ReadKey(string path, string option)
    {
        try
        {
            return TrailKey.Read(path, option);
        }
        catch (SecretException failure)
        {
            throw new InvalidOperationException(failure.Message, failure);
        }
    }
}
