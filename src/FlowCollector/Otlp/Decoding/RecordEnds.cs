using Windsock.FlowCollector.CallReceivers;
using Windsock.FlowCollector.Wire;
using Windsock.Model.Calls;
using Windsock.Model.Flows;

namespace Windsock.FlowCollector.Otlp.Decoding;

/// <summary>Whose record it is, and the ends of the connection that was on the wire between the pods: upstream of the proxy in an
/// outbound record, downstream in an inbound one.</summary>
/// <param name="IsTunnelled">The connection goes through a tunnel, so that nothing on it tells of TLS.</param>
/// <param name="IsAny">The record names an end of a connection at all.</param>
internal readonly record struct RecordEnds(CallReporter Reporter, RecordAddress Client, RecordAddress Server, bool IsTunnelled, bool IsAny)
{
    /// <summary>Address of the pod whose proxy reports, as its record has it.</summary>
    public IpAddress Own => Reporter switch
    {
        CallReporter.Server => Server.Ip,
        CallReporter.Client => Client.Ip,
        _ => default,
    };

    /// <param name="place">What the record's cluster names.</param>
    /// <param name="sender">Where the record comes from, when that is the pod itself; else none. Then the record's own end has to have
    /// this address, and where the cluster does not tell the direction, the end that has it does.</param>
    public static RecordEnds Read(in RecordLabels labels, PlaceKind place, IpAddress sender, IpTextTable texts)
    {
        var upstreamLocal = RecordAddress.Read(labels.Text(Label.UpstreamLocal), texts);
        var upstreamHost = RecordAddress.Read(labels.Text(Label.UpstreamHost), texts);
        var downstreamRemote = RecordAddress.Read(labels.Text(Label.DownstreamRemote), texts);
        var downstreamLocal = RecordAddress.Read(labels.Text(Label.DownstreamLocal), texts);
        var isAny = IsOne(upstreamLocal) || IsOne(upstreamHost) || IsOne(downstreamRemote) || IsOne(downstreamLocal);
        switch (ReporterOf(place, sender, upstreamLocal.Ip, downstreamRemote.Ip, downstreamLocal.Ip))
        {
            case CallReporter.Server:
                return new RecordEnds(CallReporter.Server, downstreamRemote.OnWire, downstreamLocal.OnWire, downstreamRemote.IsInternal || downstreamLocal.IsInternal, isAny);
            case CallReporter.Client:
                var client = upstreamLocal.OnWire;
                if (client.Ip.IsNone && IsSender(sender, downstreamRemote.Ip, downstreamLocal.Ip))
                {
                    // A call that never left the pod has no port there, but its address is that of the pod.
                    client = new RecordAddress(sender, 0, false);
                }

                return new RecordEnds(CallReporter.Client, client, upstreamHost.OnWire, upstreamLocal.IsInternal || upstreamHost.IsInternal, isAny);
            default:
                return new RecordEnds(CallReporter.Unknown, default, default, false, isAny);
        }
    }

    private static CallReporter ReporterOf(PlaceKind place, IpAddress sender, IpAddress upstreamLocal, IpAddress downstreamRemote, IpAddress downstreamLocal) => place switch
    {
        PlaceKind.Inbound => CallReporter.Server,
        PlaceKind.Outbound or PlaceKind.Passthrough or PlaceKind.BlackHole => CallReporter.Client,
        _ when sender.IsNone => CallReporter.Unknown,
        _ when downstreamLocal == sender => CallReporter.Server,
        _ when downstreamRemote == sender || upstreamLocal == sender => CallReporter.Client,
        _ => CallReporter.Unknown,
    };

    private static bool IsSender(IpAddress sender, IpAddress one, IpAddress other) => !sender.IsNone && (one == sender || other == sender);

    private static bool IsOne(in RecordAddress address) => address.IsInternal || !address.Ip.IsNone;
}
