using System.Collections.Immutable;
using System.Runtime.InteropServices;
using Windsock.FlowCollector.Wire;
using Windsock.Model.Flows;

namespace Windsock.FlowCollector.Hubble.Decoding;

/// <summary>Lists of names from the wire, equal ones made once.</summary>
internal sealed class NameListTable
{
    private readonly SharedParts _parts;
    private readonly HubbleDecoderLimits _limits;

    public NameListTable(SharedParts parts, HubbleDecoderLimits limits)
    {
        _parts = parts;
        _limits = limits;
        Table = new InternTable<string[]>(limits.Others, limits.OtherBytes);
    }

    public InternTable<string[]> Table { get; }

    /// <param name="fields">Items of a repeated string field with their tags, known to be well formed.</param>
    public ImmutableArray<string> Get(ReadOnlySpan<byte> fields)
    {
        if (fields.IsEmpty)
        {
            return [];
        }

        if (fields.Length > _limits.MaxRememberedBytes)
        {
            return AsImmutable(_parts.ReadNames(fields));
        }

        var hash = Table.HashOf(fields);
        var names = Table.Find(fields, hash);
        if (names is null)
        {
            names = _parts.ReadNames(fields);
            Table.Add(fields, hash, names);
        }

        return AsImmutable(names);
    }

    /// <summary>Items of a repeated string field with their tags, each an address; what is not an address is left out.</summary>
    public ImmutableArray<IpAddress> ReadAddresses(ReadOnlySpan<byte> fields)
    {
        if (fields.IsEmpty)
        {
            return [];
        }

        var addresses = ImmutableArray.CreateBuilder<IpAddress>();
        var reader = new WireReader(fields);
        while (reader.TryReadTag(out _) && addresses.Count < _limits.MaxListItems)
        {
            var address = IpText.Read(reader.ReadBytes());
            if (!address.IsNone)
            {
                addresses.Add(address);
            }
        }

        return addresses.DrainToImmutable();
    }

    // The array is never handed out otherwise, so nobody can change it.
    private static ImmutableArray<string> AsImmutable(string[] names) => ImmutableCollectionsMarshal.AsImmutableArray(names);
}
