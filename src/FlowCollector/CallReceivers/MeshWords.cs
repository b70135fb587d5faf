using Windsock.FlowCollector.Wire;
using Windsock.Model.Flows;

namespace Windsock.FlowCollector.CallReceivers;

/// <summary>Texts that many calls share, made once: names as they are, reasons with every blank as <c>_</c>, places. Bounded: past
/// its limits it forgets. Single-threaded.</summary>
internal sealed class MeshWords
{
    /// <summary>Names that are longer are cut; the longest of Kubernetes has 253 bytes, a SPIFFE id may have 2,048.</summary>
    private const int MaxNameBytes = 2_048;

    /// <summary>A reason that is longer is cut: a certificate's names may stand in it.</summary>
    private const int MaxReasonBytes = 512;

    private const int Entries = 16_384;
    private const long EntryBytes = 4 << 20;

    private readonly TextTable _names = new(Entries, EntryBytes, MaxNameBytes);
    private readonly InternTable<string> _reasons = new(Entries, EntryBytes);
    private readonly InternTable<CalledPlace> _clusters = new(Entries, EntryBytes);
    private readonly InternTable<CalledPlace> _authorities = new(Entries, EntryBytes);

    public string Name(ReadOnlySpan<byte> utf8) => _names.Intern(utf8);

    /// <summary>A text that is different each time is not remembered.</summary>
    public string Read(ReadOnlySpan<byte> utf8) => _names.Read(utf8);

    /// <summary>A reason as Envoy gives it in details and failures; one version writes blanks where another writes underscores.</summary>
    public string Reason(ReadOnlySpan<byte> utf8)
    {
        if (utf8.IsEmpty)
        {
            return "";
        }

        utf8 = utf8.Length > MaxReasonBytes ? utf8[..MaxReasonBytes] : utf8;
        var hash = _reasons.HashOf(utf8);
        if (_reasons.Find(utf8, hash) is not { } reason)
        {
            reason = _names.Read(utf8).Replace(' ', '_');
            _reasons.Add(utf8, hash, reason);
        }

        return reason;
    }

    public CalledPlace Cluster(ReadOnlySpan<byte> cluster) => cluster.IsEmpty ? CalledPlace.Unknown : Find(_clusters, cluster, CalledPlace.Parse);

    /// <summary>The host of an <c>:authority</c>; <see cref="CalledPlace.Unknown"/> for an address, and for what is too long for a name.</summary>
    public CalledPlace Authority(ReadOnlySpan<byte> authority) =>
        authority.IsEmpty || authority.Length > 300 ? CalledPlace.Unknown : Find(_authorities, authority, ReadAuthority);

    private CalledPlace Find(InternTable<CalledPlace> table, ReadOnlySpan<byte> key, Func<string, CalledPlace> parse)
    {
        var hash = table.HashOf(key);
        if (table.Find(key, hash) is not { } place)
        {
            place = parse(_names.Read(key));
            table.Add(key, hash, place);
        }

        return place;
    }

    private static CalledPlace ReadAuthority(string authority)
    {
        var colon = authority.LastIndexOf(':');
        var host = colon >= 0 && authority.AsSpan(colon + 1).IndexOfAnyExceptInRange('0', '9') < 0 ? authority[..colon] : authority;
        host = host.TrimEnd('.');
        return host.Length == 0 || host[0] == '[' || IpAddress.TryParse(host, out _)
            ? CalledPlace.Unknown
            : CalledPlace.OfHost(PlaceKind.Unknown, host);
    }
}
