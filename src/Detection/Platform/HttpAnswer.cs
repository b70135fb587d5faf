using Windsock.Model.Flows;
using Windsock.Model.Identity;

namespace Windsock.Detection.Platform;

/// <summary>A request over HTTP was answered, as a proxy or the datapath saw it.</summary>
/// <param name="Client">Who asked.</param>
/// <param name="Server">Who was asked, by the name under which the client knows it.</param>
/// <param name="Host">The host that was asked for, in lower case; empty when not told.</param>
/// <param name="Code">HTTP status; 0 when there was no answer.</param>
internal readonly record struct HttpAnswer(SideAttribution Client, Peer Server, string Host, IpAddress ServerIp, int Code, Instant At);
