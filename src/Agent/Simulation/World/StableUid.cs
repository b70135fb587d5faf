using System.Security.Cryptography;
using System.Text;

namespace Windsock.Agent.Simulation.World;

/// <summary>UIDs of objects that have always been there: the same in every world.</summary>
internal static class StableUid
{
    public static string Of(string ns, string name)
    {
        var digits = SHA256.HashData(Encoding.UTF8.GetBytes($"{ns}/{name}"));
        return new Guid(digits.AsSpan(0, 16)).ToString();
    }
}
