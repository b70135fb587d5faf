using Windsock.Model.Platform;

namespace Windsock.Detection.Platform.Identities;

/// <summary>Where nobody knows clouds by their names: pods are seen to get tokens by addresses only, and none is suspected.</summary>
internal sealed class NoCloudHosts : ICloudHosts
{
    public static readonly NoCloudHosts Instance = new();

    public CloudHost? Find(string peerName) => null;
}
