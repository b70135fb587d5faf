namespace Windsock.Detection.Diagnosis.Mesh;

/// <summary>What to do about failures that a proxy tells in more than one way.</summary>
internal static class MeshMends
{
    public const string Authorizer = "Look at the external authorizer of the peer's AuthorizationPolicy (action CUSTOM).";

    public const string Names = "Look at the name of the ServiceEntry, and at the DNS that the proxy asks.";

    public const string Backends = "Look at the pods behind the service: none is ready ('kubectl get endpointslices').";

    public const string Breaker = "Look at the connection pool limits of the DestinationRule, or send fewer requests at once.";

    public const string Silence = "Look whether the peer is up, and whether a network policy or a firewall drops the connection.";

    public const string Slow = "Look why the peer is slow, or raise the timeout of the route.";

    public const string Closed = "Look at the log of the peer at that time: it, or its proxy, ended the connection (restart, idle limit, memory).";

    public const string Protocol = "Look whether the name of the service's port states the protocol that is spoken there.";
}
