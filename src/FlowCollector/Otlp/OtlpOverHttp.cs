using System.Buffers;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Primitives;
using Windsock.FlowCollector.Grpc;
using Windsock.FlowCollector.Grpc.Server;

namespace Windsock.FlowCollector.Otlp;

/// <summary>OTLP over HTTP with protobuf: one POST is one request of the gRPC method. Any thread. Bodies have the limits of messages of the
/// gRPC server.</summary>
internal sealed class OtlpOverHttp(OtlpLogsMethod method, GrpcServerOptions limits, GrpcServerCounts counts)
{
    private const string ContentType = "application/x-protobuf";
    private const int FirstBytes = 16 * 1024;

    private readonly HeldBytes _held = new(limits.HeldLimitBytes);

    /// <summary>Bytes of bodies that have begun and not ended.</summary>
    public long HeldNow => _held.Now;

    public async Task AnswerAsync(HttpContext context)
    {
        if (!HttpMethods.IsPost(context.Request.Method))
        {
            context.Response.Headers.Allow = "POST";
            await RefuseAsync(context, StatusCodes.Status405MethodNotAllowed, "log records are sent with POST\n").ConfigureAwait(false);
            return;
        }

        if (!IsProtobuf(context.Request.ContentType))
        {
            await RefuseAsync(
                context, StatusCodes.Status415UnsupportedMediaType, "only application/x-protobuf is understood: set the exporter to http/protobuf (a collector: encoding: proto)\n").ConfigureAwait(false);
            return;
        }

        if (!TryReadEncoding(context.Request.Headers.ContentEncoding, out var isGzip))
        {
            await RefuseAsync(context, StatusCodes.Status415UnsupportedMediaType, "content-encoding: gzip and identity are understood\n").ConfigureAwait(false);
            return;
        }

        counts.Calls.Add();
        try
        {
            await ServeAsync(context, isGzip).ConfigureAwait(false);
        }
        catch (Exception failure) when (failure is IOException or OperationCanceledException or BadHttpRequestException)
        {
            // The client has gone, or broke HTTP: nobody is left to answer.
            counts.Broken.Add();
            context.Abort();
        }
        finally
        {
            counts.Ended.Add();
        }
    }

    private async Task ServeAsync(HttpContext context, bool isGzip)
    {
        // The server's own limit, which is none for pages, would end the connection without saying which limit it was.
        if (context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } size)
        {
            size.MaxRequestBodySize = null;
        }

        if (context.Request.ContentLength > limits.MessageLimitBytes)
        {
            await FailAsync(context, TooLong(context.Request.ContentLength.Value)).ConfigureAwait(false);
            return;
        }

        var body = ArrayPool<byte>.Shared.Rent(FirstBytes);
        var length = 0;
        var answer = ReadOnlyMemory<byte>.Empty;
        GrpcEnd? end = null;
        try
        {
            for (int read; (read = await context.Request.Body.ReadAsync(body.AsMemory(length), context.RequestAborted).ConfigureAwait(false)) > 0;)
            {
                var isHeld = _held.TryChange(length, length + read);
                length += read;
                end = length > limits.MessageLimitBytes ? TooLong(length) : isHeld ? null : TooMany();
                if (end is not null)
                {
                    break;
                }

                body = length == body.Length ? Grow(body) : body;
            }

            end ??= isGzip ? Inflate(body, length, context, out answer) : Take(body.AsSpan(0, length), context, out answer);
        }
        finally
        {
            _held.TryChange(length, 0);
            ArrayPool<byte>.Shared.Return(body);
        }

        await (end is null ? WriteAsync(context, StatusCodes.Status200OK, answer) : FailAsync(context, end)).ConfigureAwait(false);
    }

    private GrpcEnd? Inflate(byte[] compressed, int length, HttpContext context, out ReadOnlyMemory<byte> answer)
    {
        answer = default;
        var inflated = BoundedGzip.Rent(length, limits.MessageLimitBytes);
        try
        {
            var count = BoundedGzip.Inflate(compressed, length, limits.MessageLimitBytes, ref inflated);
            return count > limits.MessageLimitBytes ? TooLong(count) : Take(inflated.AsSpan(0, count), context, out answer);
        }
        catch (InvalidDataException)
        {
            counts.Compressed.Add();
            return new GrpcEnd(GrpcCode.InvalidArgument, "the body is not the gzip that it is said to be");
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(inflated);
        }
    }

    private GrpcEnd? Take(ReadOnlySpan<byte> request, HttpContext context, out ReadOnlyMemory<byte> answer)
    {
        counts.Messages.Add();
        var rejected = default(RejectedRecords);
        var end = method.Take(request, RemoteAddress.Of(context), ref rejected);
        answer = OtlpAnswer.Of(rejected);
        return end;
    }

    private static byte[] Grow(byte[] full)
    {
        var larger = ArrayPool<byte>.Shared.Rent(full.Length * 2);
        full.CopyTo(larger, 0);
        ArrayPool<byte>.Shared.Return(full);
        return larger;
    }

    private GrpcEnd TooLong(long length)
    {
        counts.Oversized.Add();
        return new GrpcEnd(GrpcCode.OutOfRange, $"a request of {length} bytes or more is longer than the limit of {limits.MessageLimitBytes} (istio.receiver.limits.messageLimitBytes)");
    }

    private GrpcEnd TooMany()
    {
        counts.Oversized.Add();
        return new GrpcEnd(GrpcCode.Unavailable, "too many requests have begun and not ended");
    }

    private Task RefuseAsync(HttpContext context, int status, string text)
    {
        counts.Refused.Add();
        context.Response.Headers.Connection = "close";
        context.Response.StatusCode = status;
        context.Response.ContentType = "text/plain; charset=utf-8";
        return context.Response.WriteAsync(text, context.RequestAborted);
    }

    private static Task FailAsync(HttpContext context, GrpcEnd end)
    {
        // What is left of the body is not read.
        context.Response.Headers.Connection = "close";
        var status = end.Code switch
        {
            GrpcCode.InvalidArgument => StatusCodes.Status400BadRequest,
            GrpcCode.OutOfRange => StatusCodes.Status413PayloadTooLarge,
            _ => StatusCodes.Status503ServiceUnavailable,
        };
        return WriteAsync(context, status, OtlpAnswer.Of(end));
    }

    private static async Task WriteAsync(HttpContext context, int status, ReadOnlyMemory<byte> body)
    {
        context.Response.StatusCode = status;
        context.Response.ContentType = ContentType;
        context.Response.ContentLength = body.Length;
        await context.Response.Body.WriteAsync(body, context.RequestAborted).ConfigureAwait(false);
    }

    /// <summary>The media type, alone or with parameters.</summary>
    private static bool IsProtobuf(string? contentType) =>
        contentType is not null
        && contentType.StartsWith(ContentType, StringComparison.OrdinalIgnoreCase)
        && (contentType.Length == ContentType.Length || contentType[ContentType.Length] is ';' or ' ');

    private static bool TryReadEncoding(StringValues encoding, out bool isGzip)
    {
        var text = encoding.ToString();
        isGzip = text.Equals("gzip", StringComparison.OrdinalIgnoreCase);
        return isGzip || text.Length == 0 || text.Equals("identity", StringComparison.OrdinalIgnoreCase);
    }
}
