using System.Collections.Immutable;

namespace Windsock.Model.Flows;

/// <summary>What an L7 flow event says above layer 4. Present only on L7 events.</summary>
/// <param name="Kind">Request, response or sample.</param>
/// <param name="Latency">Time between request and response; zero on requests.</param>
public abstract record L7Record(L7Kind Kind, TimeSpan Latency);

/// <summary>flow.DNS.</summary>
/// <param name="Query">The name asked for, as sent: with its final dot, in the case of the client.</param>
/// <param name="Rcode">RFC 1035 response code; meaningful on responses only.</param>
/// <param name="TtlSeconds">Time to live of the answer.</param>
/// <param name="QueryTypes">Record types asked for (<c>A</c>, <c>AAAA</c>, ...).</param>
public sealed record DnsRecord(
    L7Kind Kind,
    TimeSpan Latency,
    string Query,
    uint Rcode,
    uint TtlSeconds,
    ImmutableArray<IpAddress> Addresses,
    ImmutableArray<string> Cnames,
    ImmutableArray<string> QueryTypes,
    string ObservationSource) : L7Record(Kind, Latency);

/// <summary>flow.HTTP.</summary>
/// <param name="Code">Status code; 0 on requests.</param>
/// <param name="Url">URL without user information, query and fragment: they hold secrets and are of no use here.</param>
/// <param name="RequestId">Header <c>x-request-id</c>, empty when absent.</param>
public sealed record HttpRecord(
    L7Kind Kind,
    TimeSpan Latency,
    uint Code,
    string Method,
    string Url,
    string Protocol,
    string RequestId) : L7Record(Kind, Latency);

/// <summary>A record of a protocol that is seen but not read (Kafka).</summary>
public sealed record OtherL7Record(L7Kind Kind, TimeSpan Latency) : L7Record(Kind, Latency);
