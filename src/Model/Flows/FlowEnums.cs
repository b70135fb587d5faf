namespace Windsock.Model.Flows;

// Numbers are those of the public Hubble API (flow.proto), so that decoding is a range check and a cast.

/// <summary>flow.Verdict.</summary>
public enum Verdict : byte { Unknown = 0, Forwarded = 1, Dropped = 2, Error = 3, Audit = 4, Redirected = 5, Traced = 6, Translated = 7 }

/// <summary>flow.FlowType: which layer the event describes.</summary>
public enum FlowType : byte { Unknown = 0, L3L4 = 1, L7 = 2, Socket = 3 }

/// <summary>flow.TrafficDirection: as seen by the endpoint at which Cilium observed the packet, not by the connection.</summary>
public enum TrafficDirection : byte { Unknown = 0, Ingress = 1, Egress = 2 }

/// <summary>flow.TraceObservationPoint.</summary>
public enum ObservationPoint : byte
{
    Unknown = 0, ToProxy = 1, ToHost = 2, ToStack = 3, ToOverlay = 4, FromEndpoint = 5, FromProxy = 6, FromHost = 7,
    FromStack = 8, FromOverlay = 9, FromNetwork = 10, ToNetwork = 11, FromCrypto = 12, ToCrypto = 13, ToEndpoint = 101,
}

/// <summary>flow.TraceReason: what connection tracking knew about the packet.</summary>
public enum TraceReason : byte { Unknown = 0, New = 1, Established = 2, Reply = 3, Related = 4, Reopened = 5, Srv6Encap = 6, Srv6Decap = 7, EncryptOverlay = 8 }

/// <summary>Layer 4 protocol; <see cref="Other"/> is VRRP, IGMP or none at all.</summary>
public enum L4Protocol : byte { Other = 0, Tcp = 1, Udp = 2, Icmp = 3, IcmpV6 = 4, Sctp = 5 }

/// <summary>Whether the packet answers an earlier one. <see cref="Unknown"/>: the datapath could not tell (Hubble leaves the field out).</summary>
public enum ReplyState : byte { Unknown = 0, Request = 1, Reply = 2 }

/// <summary>flow.L7FlowType.</summary>
public enum L7Kind : byte { Unknown = 0, Request = 1, Response = 2, Sample = 3 }

/// <summary>flow.TCPFlags, one bit each in the order of their field numbers.</summary>
[Flags]
public enum TcpFlags : ushort { None = 0, Fin = 1, Syn = 2, Rst = 4, Psh = 8, Ack = 16, Urg = 32, Ece = 64, Cwr = 128, Ns = 256 }

/// <summary>flow.AuthType.</summary>
public enum AuthType : byte { Disabled = 0, Spire = 1, TestAlwaysFail = 2 }
