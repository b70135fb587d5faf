using System.Collections.Immutable;
using Windsock.Model.Calls;
using Windsock.Model.Flows;

namespace Windsock.Exporter.Prometheus.Flows;

/// <summary>The closed label values of the flow families, in index order: what a flow's numbers are mapped to.</summary>
internal static class FlowLabels
{
    private const int FirstDropReason = 130;
    private const int LastDropReason = 205;
    private const int FirstCode = 100;
    private const int LastCode = 599;

    private static readonly ImmutableArray<DropReason> KnownReasons = [.. Enum.GetValues<DropReason>().Where(reason => reason != DropReason.Unknown)];

    public static readonly ImmutableArray<string> Directions = ["egress", "ingress"];

    public static readonly ImmutableArray<string> Verdicts = [.. Enum.GetValues<Verdict>().Select(PublicNames.Of)];

    public static readonly ImmutableArray<string> Protocols = [.. Enum.GetValues<L4Protocol>().Select(PublicNames.Of)];

    /// <summary>In the order of <c>PeerKind</c>.</summary>
    public static readonly ImmutableArray<string> PeerKinds = ["task", "service", "workload", "dns", "entity", "cidr", "unknown"];

    /// <summary>Index 0 is no reason, 1 an unlisted one, then those of the datapath.</summary>
    public static readonly ImmutableArray<string> DropReasons =
        [PublicNames.Of(DropReason.Unknown), PublicNames.Of((DropReason)ushort.MaxValue), .. KnownReasons.Select(PublicNames.Of)];

    // From the datapath's number; the numbers have a gap.
    private static readonly ImmutableArray<int> ReasonIndexes =
        [.. Enumerable.Range(FirstDropReason, LastDropReason - FirstDropReason + 1).Select(number => Math.Max(1, KnownReasons.IndexOf((DropReason)number) + 2))];

    public static readonly ImmutableArray<string> Methods =
        ["GET", "HEAD", "POST", "PUT", "DELETE", "CONNECT", "OPTIONS", "TRACE", "PATCH", "other"];

    /// <summary>Index 0 is anything outside 100 to 599.</summary>
    public static readonly ImmutableArray<string> Codes =
        ["other", .. Enumerable.Range(FirstCode, LastCode - FirstCode + 1).Select(code => code.ToString(System.Globalization.CultureInfo.InvariantCulture))];

    private static readonly ImmutableArray<uint> KnownRcodes = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 16];

    public static readonly ImmutableArray<string> Rcodes = [.. KnownRcodes.Select(PublicNames.OfRcode), PublicNames.OfRcode(uint.MaxValue)];

    /// <summary>In the order of <see cref="TlsMode"/>.</summary>
    public static readonly ImmutableArray<string> TlsModes = ["unknown", "plaintext", "simple", "mutual"];

    /// <summary>Layer and cause of a denial.</summary>
    public static readonly ImmutableArray<(string Layer, string Cause)> Denials =
    [
        ("l3_l4", PublicNames.Of(DropReason.PolicyDenied)),
        ("l3_l4", PublicNames.Of(DropReason.PolicyDeny)),
        ("l3_l4", PublicNames.Of(DropReason.AuthRequired)),
        ("l7", "http"),
        ("l7", "dns"),
        ("l7", "other"),
    ];

    public static int IndexOf(Verdict verdict) => (int)verdict < Verdicts.Length ? (int)verdict : 0;

    public static int IndexOf(L4Protocol protocol) => (int)protocol < Protocols.Length ? (int)protocol : 0;

    public static int IndexOf(TlsMode mode) => (int)mode < TlsModes.Length ? (int)mode : 0;

    public static int IndexOf(Model.Identity.PeerKind kind) => (int)kind < PeerKinds.Length ? (int)kind : PeerKinds.Length - 1;

    public static int IndexOf(DropReason reason)
    {
        if (reason == DropReason.Unknown)
        {
            return 0;
        }

        var number = (int)reason - FirstDropReason;
        return (uint)number < (uint)ReasonIndexes.Length ? ReasonIndexes[number] : 1;
    }

    public static int IndexOfCode(uint code) => code is < FirstCode or > LastCode ? 0 : (int)code - FirstCode + 1;

    public static int IndexOfMethod(string method)
    {
        var index = Methods.IndexOf(method);
        return index < 0 ? Methods.Length - 1 : index;
    }

    public static int IndexOfRcode(uint rcode)
    {
        var index = KnownRcodes.IndexOf(rcode);
        return index < 0 ? Rcodes.Length - 1 : index;
    }

    /// <summary>Index into <see cref="Denials"/>; -1 when the flow was not denied by a policy.</summary>
    public static int IndexOfDenial(in Flow flow)
    {
        if (flow.Verdict != Verdict.Dropped)
        {
            return -1;
        }

        if (flow.Type == FlowType.L7 || flow.L7 is not null)
        {
            return flow.L7 switch { HttpRecord => 3, DnsRecord => 4, _ => 5 };
        }

        return flow.DropReason switch
        {
            DropReason.PolicyDenied => 0,
            DropReason.PolicyDeny => 1,
            DropReason.AuthRequired => 2,
            _ => -1,
        };
    }
}
