using System.Globalization;
using System.Net;
using System.Net.Http;
using System.Net.Sockets;
using System.Security.Authentication;

namespace Windsock.FlowCollector.Grpc;

/// <summary>Turns what can go wrong between here and one server into one line that says what to do.</summary>
internal sealed class GrpcFaults
{
    private readonly GrpcChannelOptions _options;

    public GrpcFaults(GrpcChannelOptions options) => _options = options;

    private string Server => _options.Address.Text;

    private string Section => _options.Section;

    /// <summary>A status that the server gave.</summary>
    public GrpcException FromStatus(GrpcCode code, string message)
    {
        var said = message.Length > 0 ? $" ({message})" : "";
        return new GrpcException(code, code switch
        {
            GrpcCode.Unimplemented =>
                $"{Server} answers gRPC but does not know this service{said}: set {Section}.address to the Hubble socket of the Cilium agent, its port 4244, or Hubble Relay",
            GrpcCode.Unauthenticated or GrpcCode.PermissionDenied =>
                $"{Server} refuses this client{said}: it asks for mutual TLS; set {Section}.tls.certFile and {Section}.tls.keyFile to a client certificate it trusts",
            GrpcCode.Unavailable =>
                $"{Server} is not available{said}: check that the Cilium agent (or Hubble Relay) runs and that hubble is enabled in it",
            _ => $"{Server} ended the call with {code}{said}",
        });
    }

    /// <summary>Checks how a finished response ended.</summary>
    /// <param name="isInsideMessage">The body ends before its last message does.</param>
    public void ThrowUnlessOk(HttpResponseMessage response, bool isInsideMessage)
    {
        var status = GrpcStatus.Read(response.TrailingHeaders) ?? GrpcStatus.Read(response.Headers);
        if (status is null)
        {
            throw new GrpcException(GrpcCode.Unavailable, $"{Server} broke the stream off: it ended without a status");
        }

        if (status.Value.Code != GrpcCode.Ok)
        {
            throw FromStatus(status.Value.Code, status.Value.Message);
        }

        if (isInsideMessage)
        {
            throw new GrpcException(GrpcCode.Internal, $"{Server} ended the stream inside a message");
        }
    }

    /// <summary>Checks the head of a response: is it gRPC at all, and has the call failed already?</summary>
    public void ThrowUnlessAccepted(HttpResponseMessage response)
    {
        if (GrpcStatus.Read(response.Headers) is { } status && status.Code != GrpcCode.Ok)
        {
            throw FromStatus(status.Code, status.Message);
        }

        if (response.StatusCode != HttpStatusCode.OK)
        {
            var number = ((int)response.StatusCode).ToString(CultureInfo.InvariantCulture);
            throw FromStatus(GrpcStatus.FromHttp(response.StatusCode), $"HTTP {number}");
        }

        var contentType = response.Content.Headers.NonValidated.TryGetValues("Content-Type", out var values) ? values.ToString() : "";
        if (!GrpcStatus.IsGrpcContentType(contentType))
        {
            var shown = contentType.Length > 60 ? contentType[..60] : contentType;
            throw new GrpcException(
                GrpcCode.Unknown, $"{Server} answers with content type '{shown}', not gRPC: set {Section}.address to the gRPC port");
        }
    }

    /// <summary>A connection or stream that failed below gRPC.</summary>
    public GrpcException FromTransport(Exception failure)
    {
        for (var cause = failure; cause is not null; cause = cause.InnerException)
        {
            if (Explain(cause) is { } known)
            {
                return known;
            }
        }

        return new GrpcException(GrpcCode.Unavailable, $"the connection to {Server} failed: {LineOf(Innermost(failure))}", failure);
    }

    private GrpcException? Explain(Exception cause) => cause switch
    {
        GrpcException known => known,
        HttpProtocolException protocol => FromHttp2((Http2ErrorCode)protocol.ErrorCode, protocol),
        SocketException socket => FromSocket(socket),
        AuthenticationException => new GrpcException(
            GrpcCode.Unavailable, $"the TLS handshake with {Server} failed: {LineOf(Innermost(cause))}; check {Section}.tls", cause),
        _ when IsTlsAlert(cause) => new GrpcException(
            GrpcCode.Unauthenticated,
            $"{Server} refuses the TLS client ({LineOf(cause)}): set {Section}.tls.certFile and {Section}.tls.keyFile to a client certificate it trusts",
            cause),
        HttpRequestException { HttpRequestError: HttpRequestError.NameResolutionError } => UnknownHost(cause),
        HttpIOException { HttpRequestError: HttpRequestError.ResponseEnded } => HungUp(cause),

        // The connection was torn down by its reading side while a request was being written.
        ObjectDisposedException => HungUp(cause),
        _ => null,
    };

    private GrpcException UnknownHost(Exception cause) =>
        new(GrpcCode.Unavailable, $"the host of {Server} is not known: check {Section}.address", cause);

    /// <summary>Servers that ask for TLS or for a client certificate often say so by hanging up.</summary>
    private GrpcException HungUp(Exception cause)
    {
        var perhaps = !_options.Tls.IsEnabled ? $", or it expects TLS ({Section}.tls)"
            : _options.Tls.CertFile.Length == 0 ? $", or it asks for a client certificate ({Section}.tls.certFile and {Section}.tls.keyFile)"
            : $", or it does not accept {Section}.tls.certFile";
        return new GrpcException(GrpcCode.Unavailable, $"{Server} closed the connection: it stopped{perhaps}", cause);
    }

    private GrpcException FromSocket(SocketException socket) => socket.SocketErrorCode switch
    {
        SocketError.HostNotFound or SocketError.NoData or SocketError.TryAgain => UnknownHost(socket),
        SocketError.AddressNotAvailable when _options.Address.IsUnix => new GrpcException(
            GrpcCode.Unavailable,
            $"{Server} does not exist: check {Section}.address and that the directory of the socket is mounted into the agent's container",
            socket),
        SocketError.AccessDenied => new GrpcException(
            GrpcCode.PermissionDenied, $"{Server} may not be opened by this user: the socket of the Cilium agent belongs to root", socket),
        SocketError.ConnectionRefused => new GrpcException(
            GrpcCode.Unavailable, $"nobody listens on {Server}: check {Section}.address and that the Cilium agent runs with hubble enabled", socket),
        SocketError.ConnectionReset or SocketError.Shutdown => HungUp(socket),
        _ => new GrpcException(GrpcCode.Unavailable, $"the connection to {Server} failed: {LineOf(socket)}", socket),
    };

    private GrpcException FromHttp2(Http2ErrorCode code, Exception cause) => code switch
    {
        Http2ErrorCode.EnhanceYourCalm => new GrpcException(
            GrpcCode.ResourceExhausted, $"{Server} closed the connection because it found this client too busy (ENHANCE_YOUR_CALM)", cause),
        Http2ErrorCode.Cancel => new GrpcException(GrpcCode.Cancelled, $"{Server} cancelled the stream", cause),
        Http2ErrorCode.NoError or Http2ErrorCode.RefusedStream => new GrpcException(
            GrpcCode.Unavailable, $"{Server} is going away or takes no more streams", cause),
        Http2ErrorCode.Http11Required => new GrpcException(
            GrpcCode.Unavailable, $"{Server} speaks HTTP/1.1 only: set {Section}.address to the gRPC port", cause),
        _ => new GrpcException(GrpcCode.Internal, $"HTTP/2 error {(int)code} on the connection to {Server}: {LineOf(cause)}", cause),
    };

    /// <summary>OpenSSL reports an alert of the server as an exception of a type that is not public.</summary>
    private static bool IsTlsAlert(Exception cause) =>
        cause.Message.Contains("alert", StringComparison.Ordinal) && cause.Message.Contains("SSL", StringComparison.Ordinal);

    private static Exception Innermost(Exception failure) => failure.InnerException is { } inner ? Innermost(inner) : failure;

    /// <summary>Some messages of the runtime have several.</summary>
    private static string LineOf(Exception failure) => failure.Message.ReplaceLineEndings(" ");

    /// <summary>RFC 9113 section 7, those that mean something here.</summary>
    private enum Http2ErrorCode
    {
        NoError = 0, RefusedStream = 7, Cancel = 8, EnhanceYourCalm = 11, Http11Required = 13,
    }
}
