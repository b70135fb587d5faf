using System.Buffers.Binary;
using System.Diagnostics;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Text.Json;
using Windsock.Benchmarks.InProcess;

namespace Windsock.Benchmarks.Socket;

/// <summary>The reader one would write first: HttpClient, one message after the other off the response stream, Google.Protobuf,
/// dictionaries.</summary>
internal static class PlainReader
{
    public static async Task<int> RunAsync(string socket, TimeSpan length, CancellationToken stop)
    {
        var corpus = Corpus.Recorded();
        var reference = new ProtobufReference(corpus.Pods.ToDictionary(
            pod => (pod.Namespace, pod.Name), pod => (pod.Annotations["dag_id"], pod.Annotations["task_id"])));
        using var handler = new SocketsHttpHandler
        {
            ConnectCallback = async (_, cancel) =>
            {
                var connection = new System.Net.Sockets.Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
                await connection.ConnectAsync(new UnixDomainSocketEndPoint(socket), cancel);
                return new NetworkStream(connection, ownsSocket: true);
            },
        };
        using var client = new HttpClient(handler);
        using var request = new HttpRequestMessage(HttpMethod.Post, "http://localhost/observer.Observer/GetFlows")
        {
            Version = HttpVersion.Version20,
            VersionPolicy = HttpVersionPolicy.RequestVersionExact,
            Content = new ByteArrayContent([0, 0, 0, 0, 2, 0x18, 0x01]), // follow = true
        };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/grpc");
        request.Headers.TE.Add(new TransferCodingWithQualityHeaderValue("trailers"));
        using var response = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, stop);
        await using var stream = await response.Content.ReadAsStreamAsync(stop);

        var prefix = new byte[5];
        var clock = Stopwatch.StartNew();
        long flows = 0;
        var (from, cpu, flowsBefore) = (TimeSpan.Zero, 0.0, 0L);
        while (true)
        {
            await stream.ReadExactlyAsync(prefix, stop);
            var message = new byte[BinaryPrimitives.ReadUInt32BigEndian(prefix.AsSpan(1))];
            await stream.ReadExactlyAsync(message, stop);
            reference.Take(message);
            flows++;
            if (from == TimeSpan.Zero && clock.Elapsed >= TimeSpan.FromSeconds(4))
            {
                (from, cpu, flowsBefore) = (clock.Elapsed, SocketReader.Cpu(), flows);
            }
            else if (from > TimeSpan.Zero && clock.Elapsed - from >= length)
            {
                break;
            }
        }

        Console.WriteLine(JsonSerializer.Serialize(new Reading(flows - flowsBefore, SocketReader.Cpu() - cpu, (clock.Elapsed - from).TotalSeconds, [])));
        return 0;
    }
}
