using System.Runtime.CompilerServices;
using Windsock.Exporter.Prometheus.Calls;
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
    private const int SentAt = DnsAt + 1;
    private const int ReceivedAt = SentAt + 1;
    private const int TlsAt = ReceivedAt + 1;

    // A task runs with one service account; more is a change of deployment, many more is an attack on the table.
    public const int MaxIdentitiesPerTask = 16;

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
    private readonly OpenCells<TaskIdentity> _identities;
    private readonly CounterCells _sent;
    private readonly CounterCells _received;
    private readonly CounterCells _tls;

    /// <param name="families">In the order of <see cref="FlowFamilies.All"/>.</param>
    public FlowCells(SeriesTable table, SeriesFamily[] families)
    {
        _events = new CounterCells(table, families[0], EventsAt, EventChunks, Protocols * PeerKinds, EventLabels);
        _drops = new CounterCells(table, families[1], DropsAt, DropChunks, FlowLabels.DropReasons.Length, DropLabels);
        _denials = new CounterCells(table, families[2], DenialsAt, 1, FlowLabels.Denials.Length, DenialLabels);
        _http = new CounterCells(table, families[3], HttpAt, HttpChunks, FlowLabels.Codes.Length, HttpLabels);
        _durations = new DurationCells(table, families[4]);
        _dns = new CounterCells(table, families[5], DnsAt, 1, FlowLabels.Rcodes.Length, DnsLabels);
        _identities = new OpenCells<TaskIdentity>(
            table, families[6], MaxIdentitiesPerTask, block => block.Identities, Clean, IdentityLabels, new TaskIdentity(LabelText.Other, LabelText.Other, ""));
        _sent = new CounterCells(table, families[7], SentAt, 1, FlowLabels.Directions.Length, DirectionLabels);
        _received = new CounterCells(table, families[8], ReceivedAt, 1, FlowLabels.Directions.Length, DirectionLabels);
        _tls = new CounterCells(table, families[9], TlsAt, 1, FlowLabels.TlsModes.Length, (_, cell) => LabelSuffix.Of(("tls", FlowLabels.TlsModes[cell])));
    }

    /// <summary>Chunks of cells in a task's block.</summary>
    public static int Chunks => TlsAt + 1;

    /// <summary>A pod's first flow: its identity is noted, and the denials of its task are there at zero, so that the first
    /// one has a rate. The other families have too many closed values for that.</summary>
    public void Introduce(TaskBlock task, Owner owner)
    {
        _denials.CreateAll(task);
        var plain = IdentityOf(task, owner, "");
        if (plain.ServiceAccount.Length > 0 && plain.CloudIdentity.Length > 0)
        {
            LearnCloudIdentity(task, plain);
        }

        if ((owner.ServiceAccount.Length > 0 || owner.CloudIdentity.Length > 0) && !IsNamed(task, plain))
        {
            _identities.Find(task, plain).SetToOne();
        }
    }

    /// <summary>A proxy verified who the pod is: what was shown of its identity without that id goes on with it.</summary>
    public void Identify(TaskBlock task, Owner owner, string spiffeId)
    {
        var plain = IdentityOf(task, owner, "");
        _identities.Rename(task, plain, Clean(plain with { SpiffeId = spiffeId }));
        _identities.Find(task, Clean(plain with { SpiffeId = spiffeId })).SetToOne();
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

    /// <summary>Requests that a proxy reported, as one side of them sees them. Only a single one has a duration.</summary>
    public void CountRequest(in CallSighting sighting)
    {
        ref readonly var call = ref sighting.Call;
        _http.Add((sighting.Direction * Methods) + FlowLabels.IndexOfMethod(call.Method), FlowLabels.IndexOfCode(call.Code), Math.Max(0, call.Count), sighting);
        if (call is { DurationNanoseconds: >= 0, Count: 1 })
        {
            _durations.Observe(TimeSpan.FromTicks(call.DurationNanoseconds / TimeSpan.NanosecondsPerTick), sighting);
        }
    }

    /// <summary>What the task sent and received; a size that is not told is none.</summary>
    public void CountBytes(in CallSighting sighting)
    {
        ref readonly var call = ref sighting.Call;
        var (sent, received) = sighting.Direction == 0 ? (call.SentBytes, call.ReceivedBytes) : (call.ReceivedBytes, call.SentBytes);
        if (sent >= 0)
        {
            _sent.Add(0, sighting.Direction, sent, sighting);
        }

        if (received >= 0)
        {
            _received.Add(0, sighting.Direction, received, sighting);
        }
    }

    public void CountTls(int connections, in CallSighting sighting) => _tls.Add(0, FlowLabels.IndexOf(sighting.Call.Tls), connections, sighting);

    private static bool IsNamed(TaskBlock task, TaskIdentity plain)
    {
        foreach (var known in task.Identities.Keys)
        {
            if (known.ServiceAccount == plain.ServiceAccount && known.CloudIdentity == plain.CloudIdentity)
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Clean, so that it finds what is shown. An owner that was made before the cloud identity of its account was known has that of
    /// the account, too.</summary>
    private static TaskIdentity IdentityOf(TaskBlock task, Owner owner, string spiffeId)
    {
        var plain = Clean(new TaskIdentity(owner.ServiceAccount, owner.CloudIdentity, spiffeId));
        if (plain.CloudIdentity.Length == 0 && plain.ServiceAccount.Length > 0)
        {
            foreach (var known in task.Identities.Keys)
            {
                if (known.ServiceAccount == plain.ServiceAccount && known.CloudIdentity.Length > 0)
                {
                    return plain with { CloudIdentity = known.CloudIdentity };
                }
            }
        }

        return plain;
    }

    /// <summary>An account has one cloud identity: what was shown of it with none, or with the one before, goes on with this one.</summary>
    private void LearnCloudIdentity(TaskBlock task, TaskIdentity plain)
    {
        List<TaskIdentity>? former = null;
        foreach (var known in task.Identities.Keys)
        {
            if (known.ServiceAccount == plain.ServiceAccount && known.CloudIdentity != plain.CloudIdentity)
            {
                (former ??= []).Add(known);
            }
        }

        foreach (var known in former ?? [])
        {
            _identities.Rename(task, known, known with { CloudIdentity = plain.CloudIdentity });
        }
    }

    private static TaskIdentity Clean(TaskIdentity raw) =>
        new(LabelText.Clean(raw.ServiceAccount), LabelText.Clean(raw.CloudIdentity), LabelText.Clean(raw.SpiffeId));

    private static byte[] DirectionLabels(int chunk, int cell) => LabelSuffix.Of(("direction", FlowLabels.Directions[cell]));

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

    private static byte[] IdentityLabels(TaskIdentity identity) => LabelSuffix.Of(
        ("service_account", identity.ServiceAccount), ("spiffe_id", identity.SpiffeId), ("cloud_identity", identity.CloudIdentity));
}
