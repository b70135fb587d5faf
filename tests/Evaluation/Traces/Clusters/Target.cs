using System.Collections.Immutable;
using Windsock.Model.Flows;
using Windsock.Model.Identity;

namespace Windsock.Evaluation.Traces.Clusters;

/// <summary>Something that tasks talk to.</summary>
internal sealed record Target
{
    /// <summary>As attribution names it: a service, a workload, or the world.</summary>
    public required Peer Peer { get; init; }

    /// <summary>Name that is looked up first, without its final dot; empty for an address that is known already.</summary>
    public string Host { get; init; } = "";

    public ServiceName? Service { get; init; }

    public required ImmutableArray<IpAddress> Addresses { get; init; }

    public required ushort Port { get; init; }

    public required Endpoint Endpoint { get; init; }

    /// <summary>SPIFFE id; empty when it is not in the mesh.</summary>
    public string Principal { get; init; } = "";

    /// <summary>Plain HTTP below whatever the mesh adds: status codes can be seen.</summary>
    public bool SpeaksHttp { get; init; }

    /// <summary>Its host name gets a new first label every day, as those of content delivery networks do: the zone without it.</summary>
    public string RotatingZone { get; init; } = "";

    /// <summary>How the agent calls a well-known address; empty for the others.</summary>
    public string WellKnownAs { get; init; } = "";

    public bool IsMeshed => Principal.Length > 0;

    public bool IsOutside => Service is null && Endpoint.Identity == CiliumNumbers.World;

    /// <summary>As everybody names it who knows all there is to know: the host that was asked for, else the name by attribution.</summary>
    public string StableName => WellKnownAs.Length > 0 ? WellKnownAs : IsOutside && Host.Length > 0 ? Host : Peer.Name;
}
