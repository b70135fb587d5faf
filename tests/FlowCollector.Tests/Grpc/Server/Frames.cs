using System.IO.Compression;
using System.Text;
using Windsock.FlowCollector.Grpc;

namespace Windsock.FlowCollector.Tests.Grpc.Server;

/// <summary>Messages as they travel.</summary>
internal static class Frames
{
    public static byte[] Of(string text) => Of(Encoding.UTF8.GetBytes(text));

    public static byte[] Of(byte[] message)
    {
        var frame = new byte[GrpcFrame.PrefixLength + message.Length];
        GrpcFrame.WritePrefix(frame, message.Length);
        message.CopyTo(frame, GrpcFrame.PrefixLength);
        return frame;
    }

    public static byte[] Gzip(string text)
    {
        var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Fastest, leaveOpen: true))
        {
            gzip.Write(Encoding.UTF8.GetBytes(text));
        }

        var frame = Of(packed.ToArray());
        frame[0] = 1;
        return frame;
    }
}
