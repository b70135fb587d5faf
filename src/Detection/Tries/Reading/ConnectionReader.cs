using Windsock.Detection.Connections;
using Windsock.Detection.Diagnosis;
using Windsock.Detection.Tries.Ledgers;
using Windsock.Model.Connections;
using Windsock.Model.Flows;
using Windsock.Model.Identity;

namespace Windsock.Detection.Tries.Reading;

/// <summary>Writes connections into the ledgers of the tries at their ends.</summary>
internal static class ConnectionReader
{
    private const ushort DnsPort = 53;

    /// <summary>A try opened it.</summary>
    public static void ReadAsClient(Connection connection, TryLedger ledger)
    {
        ledger.Traffic.Observe(connection);
        Read(connection, ledger, PeerKey.Of(connection.ServerAsPeer, TrafficDirection.Egress, connection.Protocol, connection.ServerPort));
    }

    /// <summary>A try was asked.</summary>
    public static void ReadAsServer(Connection connection, TryLedger ledger) =>
        Read(connection, ledger, PeerKey.Of(connection.ClientAsPeer, TrafficDirection.Ingress, connection.Protocol, connection.ServerPort));

    /// <summary>A connection of the try that had stood was broken off by its server.</summary>
    public static void ReadAsClient(in LateReset reset, TryLedger ledger)
    {
        var key = PeerKey.Of(reset.ServerAsPeer, TrafficDirection.Egress, reset.Protocol, reset.ServerPort);
        if (ledger.PeerOf(key) is { } peer)
        {
            peer.ObserveLateReset(reset.At);
            ledger.Timeline.Add(reset.At, TryTimeline.Connected, $"connection to {key} was reset");
        }
    }

    private static void Read(Connection connection, TryLedger ledger, PeerKey key)
    {
        if (ledger.PeerOf(key) is not { } peer)
        {
            return;
        }

        peer.Observe(connection, WasBrief(connection));
        peer.IsAirflow |= key.Direction == TrafficDirection.Egress && connection.Server.Owner is { Kind: OwnerKind.Component };
        var isFine = connection.Outcome == ConnectionOutcome.Established;

        // One line per look-up would push out all others; those that failed have lines of their own.
        if (!isFine || key.Port != DnsPort)
        {
            ledger.Timeline.Add(
                connection.FirstSeen,
                connection.Outcome == ConnectionOutcome.Denied ? TryTimeline.Denied : TryTimeline.Connected,
                isFine ? peer.EstablishedWords : PeerWords.Of(connection, key),
                isDull: isFine || connection.Outcome == ConnectionOutcome.Unknown);
        }
    }

    private static bool WasBrief(Connection connection) => connection.Outcome switch
    {
        ConnectionOutcome.Reset => connection.LastSeen.Since(connection.FirstSeen) - (connection.SetupTime ?? TimeSpan.Zero) <= DiagnosisRules.Handshake,
        ConnectionOutcome.Established => connection.IsClosedInHandshake && DiagnosisRules.IsTlsPort(connection.ServerPort),
        _ => false,
    };
}
