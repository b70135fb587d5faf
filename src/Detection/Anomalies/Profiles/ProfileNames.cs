using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Windsock.Detection.Anomalies.Profiles;

/// <summary>Under which names profiles are kept.</summary>
internal static class ProfileNames
{
    public const string Prefix = "profiles-";

    public static string Of(string writer, int shard) => string.Create(CultureInfo.InvariantCulture, $"{Prefix}{writer}-{shard:x}");

    /// <summary>The name is that of a shard of this writer.</summary>
    public static bool IsOf(string name, string writer) => name.Length == Prefix.Length + writer.Length + 2 && name.StartsWith($"{Prefix}{writer}-", StringComparison.Ordinal);

    /// <summary>The same on every machine and in every version.</summary>
    public static int ShardOf(ProfileKey key) => SHA256.HashData(Encoding.UTF8.GetBytes($"{key.Namespace}/{key.Dag}/{key.Task}"))[0] % ProfileBook.Shards;
}
