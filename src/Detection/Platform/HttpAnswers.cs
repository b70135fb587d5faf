using Windsock.Detection.Connections;
using Windsock.Model.Calls;
using Windsock.Model.Flows;
using Windsock.Model.Identity;

namespace Windsock.Detection.Platform;

/// <summary>Reads answers of HTTP out of flows and calls.</summary>
/// <param name="naming">Knows by which names pods asked for addresses.</param>
internal sealed class HttpAnswers(IPeerNaming naming)
{
    private const int MaxHost = 253;

    /// <summary>Null for everything but an answer over HTTP to a task.</summary>
    public HttpAnswer? Read(in Flow flow, in FlowAttribution attribution, Instant receivedAt)
    {
        if (flow.L7 is not HttpRecord { Kind: L7Kind.Response } http || attribution.Client is not { IsTask: true, Owner: { } owner })
        {
            return null;
        }

        var at = flow.Time.IsMissing ? receivedAt : flow.Time;
        var address = flow.ClientIsSource ? flow.DestinationIp : flow.SourceIp;
        return new HttpAnswer(attribution.Client, NameOf(attribution.ServerAsPeer, owner, address, at), HostOf(http.Url), address, (int)http.Code, at);
    }

    /// <summary>Null for everything but one request of a task over HTTP, told by the client's own proxy.</summary>
    public HttpAnswer? Read(in Call call, in FlowAttribution attribution, Instant receivedAt)
    {
        if (call.Protocol is CallProtocol.Unknown or CallProtocol.Tcp || call is not { Reporter: CallReporter.Client, IsIncrease: false }
            || attribution.Client is not { IsTask: true, Owner: { } owner })
        {
            return null;
        }

        var at = call.Time.IsMissing ? receivedAt : call.Time;
        return new HttpAnswer(attribution.Client, NameOf(attribution.ServerAsPeer, owner, call.ServerIp, at), call.Host, call.ServerIp, call.Code, at);
    }

    /// <summary>Host of a URL without its port, in lower case; empty when it has none.</summary>
    internal static string HostOf(string url)
    {
        var start = url.IndexOf("://", StringComparison.Ordinal);
        if (start < 0)
        {
            return "";
        }

        var host = url.AsSpan(start + 3);
        var end = host.IndexOfAny('/', ':', '?');
        host = end < 0 ? host : host[..end];
        return host.Length > MaxHost ? "" : host.ToString().ToLowerInvariant();
    }

    private Peer NameOf(Peer known, Owner owner, IpAddress address, Instant at) => naming.NameOf(known, owner.PodUid, address, at);
}
