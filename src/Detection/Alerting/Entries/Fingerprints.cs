using System.Security.Cryptography;
using System.Text;

namespace Windsock.Detection.Alerting.Entries;

/// <summary>What an alert is called outside: the same on every agent and after every restart.</summary>
internal static class Fingerprints
{
    /// <summary>16 hex digits. Causes hold names from the network: nobody can make two of them meet.</summary>
    public static string Of(string rule, string cause) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{rule}\n{cause}")).AsSpan(0, 8));
}
