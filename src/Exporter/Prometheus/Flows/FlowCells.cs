using System.Runtime.CompilerServices;
using Windsock.Exporter.Prometheus.Series;
using Windsock.Model.Flows;
using Windsock.Model.Identity;

namespace Windsock.Exporter.Prometheus.Flows;

/// <summary>Which cells of a task's block a flow event raises.</summary>
internal sealed class FlowCells
{
    private const int EventsAt = 0;
    private const int DropsAt = EventsAt + EventChunks;
    private const int DenialsAt = DropsAt + DropChunks;
    private const int HttpAt = DenialsAt + 1;
    private const int DnsAt = HttpAt + HttpChunks;

    // A task runs with one service account; more is a change of deployment, many more is an attack on the table.
    private const int MaxIdentitiesPerTask = 16;

    private const int PeerKinds = 7;
    private const int Protocols = 6;
    private const int Methods = 10;
    private const int EventChunks = 2 * 8;
    private const int DropChunks = 2 * PeerKinds;
    private const int HttpChunks = 2 * Methods;

    private readonly CounterCells _events;
    private readonly CounterCells _drops;
    private readonly CounterCells _denials;
    private readonly CounterCells _http;
    private readonly CounterCells _dns;
    private readonly DurationCells _durations;
    private readonly OpenCells<(string ServiceAccount, string CloudIdentity)> _identities;

    /// <param name="families">In the order of <see cref="FlowFamilies.All"/>.</param>
    public FlowCells(SeriesTable table, SeriesFamily[] families)
    {
        _events = new CounterCells(table, families[0], EventsAt, EventChunks, Protocols * PeerKinds, EventLabels);
        _drops = new CounterCells(table, families[1], DropsAt, DropChunks, FlowLabels.DropReasons.Length, DropLabels);
        _denials = new CounterCells(table, families[2], DenialsAt, 1, FlowLabels.Denials.Length, DenialLabels);
        _http = new CounterCells(table, families[3], HttpAt, HttpChunks, FlowLabels.Codes.Length, HttpLabels);
        _durations = new DurationCells(table, families[4]);
        _dns = new CounterCells(table, families[5], DnsAt, 1, FlowLabels.Rcodes.Length, DnsLabels);
        _identities = new OpenCells<(string ServiceAccount, string CloudIdentity)>(
            table, families[6], MaxIdentitiesPerTask, block => block.Identities,
            identity => (LabelText.Clean(identity.ServiceAccount), LabelText.Clean(identity.CloudIdentity)), IdentityLabels, (LabelText.Other, LabelText.Other));
    }

    /// <summary>Chunks of cells in a task's block.</summary>
    public static int Chunks => DnsAt + 1;

    /// <summary>A pod's first flow: its identity is noted, and the denials of its task are there at zero, so that the first
    /// one has a rate. The other families have too many closed values for that.</summary>
    public void Introduce(TaskBlock task, Owner owner)
    {
        _denials.CreateAll(task);
        if (owner.ServiceAccount.Length > 0 || owner.CloudIdentity.Length > 0)
        {
            _identities.Find(task, (owner.ServiceAccount, owner.CloudIdentity)).SetToOne();
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void CountEvent(in Sighting sighting) => _events.Count(
        (sighting.Direction * 8) + FlowLabels.IndexOf(sighting.Flow.Verdict),
        (FlowLabels.IndexOf(sighting.Flow.Protocol) * PeerKinds) + FlowLabels.IndexOf(sighting.Peer.Kind),
        sighting);

    public void CountDrop(in Sighting sighting)
    {
        _drops.Count((sighting.Direction * PeerKinds) + FlowLabels.IndexOf(sighting.Peer.Kind), FlowLabels.IndexOf(sighting.Flow.DropReason), sighting);
        var denial = FlowLabels.IndexOfDenial(sighting.Flow);
        if (denial >= 0)
        {
            _denials.Count(0, denial, sighting);
        }
    }

    public void CountResponse(L7Record response, in Sighting sighting)
    {
        switch (response)
        {
            case HttpRecord http:
                _http.Count((sighting.Direction * Methods) + FlowLabels.IndexOfMethod(http.Method), FlowLabels.IndexOfCode(http.Code), sighting);
                _durations.Observe(http.Latency, sighting);
                break;
            case DnsRecord dns:
                _dns.Count(0, FlowLabels.IndexOfRcode(dns.Rcode), sighting);
                break;
        }
    }

    private static byte[] EventLabels(int chunk, int cell) => LabelSuffix.Of(
        ("direction", FlowLabels.Directions[chunk / 8]),
        ("verdict", FlowLabels.Verdicts[chunk % 8]),
        ("protocol", FlowLabels.Protocols[cell / PeerKinds]),
        ("peer_kind", FlowLabels.PeerKinds[cell % PeerKinds]));

    private static byte[] DropLabels(int chunk, int cell) => LabelSuffix.Of(
        ("direction", FlowLabels.Directions[chunk / PeerKinds]),
        ("reason", FlowLabels.DropReasons[cell]),
        ("peer_kind", FlowLabels.PeerKinds[chunk % PeerKinds]));

    private static byte[] DenialLabels(int chunk, int cell) => LabelSuffix.Of(
        ("layer", FlowLabels.Denials[cell].Layer), ("cause", FlowLabels.Denials[cell].Cause));

    private static byte[] HttpLabels(int chunk, int cell) => LabelSuffix.Of(
        ("direction", FlowLabels.Directions[chunk / Methods]),
        ("method", FlowLabels.Methods[chunk % Methods]),
        ("code", FlowLabels.Codes[cell]));

    private static byte[] DnsLabels(int chunk, int cell) => LabelSuffix.Of(("rcode", FlowLabels.Rcodes[cell]));

    // Flow events do not carry a SPIFFE id: it stays empty until a source does.
    private static byte[] IdentityLabels((string ServiceAccount, string CloudIdentity) identity) => LabelSuffix.Of(
        ("service_account", identity.ServiceAccount), ("spiffe_id", ""), ("cloud_identity", identity.CloudIdentity));
}
