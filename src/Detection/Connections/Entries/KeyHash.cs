using System.Numerics;
using System.Security.Cryptography;
using Windsock.Model.Flows;

namespace Windsock.Detection.Connections.Entries;

/// <summary>Hashes of addresses and ports: each pair of words is multiplied, the halves of the product folded together. Three
/// multiplications instead of the rounds of a general hash, because it is asked for at every flow. Seeded anew in every process, so
/// that nobody can choose addresses that collide.</summary>
internal static class KeyHash
{
    private static readonly ulong ClientSeed = NewSeed();
    private static readonly ulong ServerSeed = NewSeed();
    private static readonly ulong HighSeed = NewSeed();
    private static readonly ulong RestSeed = NewSeed();

    public static int Of(in IpAddress client, ulong rest) => Finish(Spread(client, ClientSeed), rest);

    public static int Of(in IpAddress client, in IpAddress server, ulong rest) =>
        Finish(Spread(client, ClientSeed) ^ BitOperations.RotateLeft(Spread(server, ServerSeed), 32), rest);

    private static ulong Spread(in IpAddress address, ulong seed) => Fold(address.High ^ HighSeed, address.Low ^ seed);

    private static int Finish(ulong hash, ulong rest)
    {
        var folded = Fold(hash ^ RestSeed, rest ^ ClientSeed);
        return (int)(folded ^ (folded >> 32));
    }

    private static ulong Fold(ulong left, ulong right)
    {
        var high = Math.BigMul(left, right, out var low);
        return high ^ low;
    }

    private static ulong NewSeed()
    {
        Span<byte> bytes = stackalloc byte[sizeof(ulong)];
        RandomNumberGenerator.Fill(bytes);

        // Odd: never zero, and nothing is lost in a product.
        return BitConverter.ToUInt64(bytes) | 1;
    }
}
