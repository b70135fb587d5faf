using Windsock.Model.Platform;

namespace Windsock.Detection.Platform.Identities;

/// <summary>Tells which peers are clouds.</summary>
internal interface ICloudHosts
{
    /// <summary>Null for a name that is no cloud's.</summary>
    CloudHost? Find(string peerName);
}
