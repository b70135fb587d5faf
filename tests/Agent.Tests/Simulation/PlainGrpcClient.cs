using System.Buffers.Binary;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using Google.Protobuf;

namespace Windsock.Agent.Tests.Simulation;

/// <summary>The least that speaks gRPC: an HttpClient over a unix socket and five bytes before each message.</summary>
internal sealed class PlainGrpcClient(string socket) : IDisposable
{
    private readonly HttpClient _client = new(new SocketsHttpHandler
    {
        ConnectCallback = async (_, stop) =>
        {
            var connection = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
            await connection.ConnectAsync(new UnixDomainSocketEndPoint(socket), stop);
            return new NetworkStream(connection, ownsSocket: true);
        },
    });

    public async Task<PlainGrpcCall> CallAsync(string method, IMessage request, CancellationToken stop)
    {
        var message = request.ToByteArray();
        var frame = new byte[5 + message.Length];
        BinaryPrimitives.WriteInt32BigEndian(frame.AsSpan(1), message.Length);
        message.CopyTo(frame, 5);
        var call = new HttpRequestMessage(HttpMethod.Post, "http://localhost" + method)
        {
            Version = HttpVersion.Version20,
            VersionPolicy = HttpVersionPolicy.RequestVersionExact,
            Content = new ByteArrayContent(frame),
        };
        call.Content.Headers.ContentType = new MediaTypeHeaderValue("application/grpc");
        call.Headers.TE.Add(new TransferCodingWithQualityHeaderValue("trailers"));
        var response = await _client.SendAsync(call, HttpCompletionOption.ResponseHeadersRead, stop);
        return new PlainGrpcCall(response, await response.Content.ReadAsStreamAsync(stop));
    }

    public void Dispose() => _client.Dispose();
}

internal sealed class PlainGrpcCall(HttpResponseMessage response, Stream body) : IDisposable
{
    /// <summary>grpc-status; to be read after the last message.</summary>
    public string Status => response.TrailingHeaders.TryGetValues("grpc-status", out var values) ? values.Single() : "";

    /// <summary>Null at the end of the stream.</summary>
    public async Task<(bool IsCompressed, byte[] Message)?> NextAsync(CancellationToken stop)
    {
        var prefix = new byte[5];
        if (await body.ReadAtLeastAsync(prefix, prefix.Length, throwOnEndOfStream: false, stop) == 0)
        {
            return null;
        }

        var message = new byte[BinaryPrimitives.ReadInt32BigEndian(prefix.AsSpan(1))];
        await body.ReadExactlyAsync(message, stop);
        return (prefix[0] != 0, message);
    }

    public async Task<List<(bool IsCompressed, byte[] Message)>> AllAsync(CancellationToken stop)
    {
        var messages = new List<(bool, byte[])>();
        while (await NextAsync(stop) is { } message)
        {
            messages.Add(message);
        }

        return messages;
    }

    public void Dispose() => response.Dispose();
}
