using System.Buffers;
using System.Collections.Frozen;
using System.Globalization;
using System.IO.Pipelines;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core.Features;
using Windsock.Model.Flows;

namespace Windsock.FlowCollector.Grpc.Server;

/// <summary>Answers HTTP requests as a gRPC server does: gRPC's "gRPC over HTTP2" protocol, requests with one answer. Any thread.</summary>
internal sealed class GrpcEndpoint(IEnumerable<IGrpcMethod> methods, GrpcServerOptions options, GrpcServerCounts counts)
{
    private readonly FrozenDictionary<string, IGrpcMethod> _methods = methods.ToFrozenDictionary(method => method.Path, StringComparer.Ordinal);

    private readonly HeldBytes _held = new(options.HeldLimitBytes);

    /// <summary>Bytes of messages that have begun and not ended.</summary>
    public long HeldNow => _held.Now;

    public async Task AnswerAsync(HttpContext context)
    {
        if (!HttpMethods.IsPost(context.Request.Method) || !GrpcStatus.IsGrpcContentType(context.Request.ContentType))
        {
            counts.Refused.Add();
            context.Response.StatusCode = StatusCodes.Status415UnsupportedMediaType;
            return;
        }

        context.Response.ContentType = GrpcStatus.ContentType;
        if (context.Request.Protocol != HttpProtocol.Http2 || !_methods.TryGetValue(context.Request.Path.Value ?? "", out var method))
        {
            counts.Refused.Add();
            await EndAsync(context, new GrpcEnd(GrpcCode.Unimplemented, "no such method here")).ConfigureAwait(false);
            return;
        }

        counts.Calls.Add();
        try
        {
            await ServeAsync(context, method.Begin(RemoteOf(context))).ConfigureAwait(false);
        }
        catch (Exception failure) when (failure is IOException or OperationCanceledException or ConnectionAbortedException or BadHttpRequestException)
        {
            // The client has gone, or broke HTTP/2: nobody is left to answer.
            counts.Broken.Add();
            context.Abort();
        }
        finally
        {
            counts.Ended.Add();
        }
    }

    private async Task ServeAsync(HttpContext context, IGrpcCall call)
    {
        LiftLimits(context.Features);
        var messages = new GrpcMessages(call, Encoding(context.Request), options.MessageLimitBytes, counts);
        var isWhole = await ReadAsync(context.Request.BodyReader, messages, context.RequestAborted).ConfigureAwait(false);
        if (messages.End is { } end)
        {
            await EndAsync(context, end).ConfigureAwait(false);
        }
        else if (!isWhole)
        {
            counts.Broken.Add();
            await EndAsync(context, new GrpcEnd(GrpcCode.Internal, "the request ends inside a message")).ConfigureAwait(false);
        }
        else
        {
            await FinishAsync(context, call.Finish()).ConfigureAwait(false);
        }
    }

    /// <summary>Hands on messages until the client has sent all or the call has to end.</summary>
    /// <returns>False when the bytes end inside a message.</returns>
    private async Task<bool> ReadAsync(PipeReader reader, GrpcMessages messages, CancellationToken gone)
    {
        var held = 0L;
        try
        {
            while (true)
            {
                var read = await reader.ReadAsync(gone).ConfigureAwait(false);
                var bytes = read.Buffer;
                messages.Take(ref bytes);
                if (!_held.TryChange(held, bytes.Length))
                {
                    messages.Refuse();
                }

                held = bytes.Length;
                var isEnd = read.IsCompleted || read.IsCanceled || messages.End is not null;
                reader.AdvanceTo(bytes.Start, bytes.End);
                if (isEnd)
                {
                    return held == 0;
                }
            }
        }
        finally
        {
            _held.TryChange(held, 0);
        }
    }

    /// <summary>A stream lasts as long as its proxy and may be silent for hours.</summary>
    private static void LiftLimits(IFeatureCollection features)
    {
        if (features.Get<IHttpMinRequestBodyDataRateFeature>() is { } rate)
        {
            rate.MinDataRate = null;
        }

        if (features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } size)
        {
            size.MaxRequestBodySize = null;
        }
    }

    private static IpAddress RemoteOf(HttpContext context)
    {
        Span<byte> bytes = stackalloc byte[16];
        return context.Connection.RemoteIpAddress is { } remote && remote.TryWriteBytes(bytes, out var length) ? IpAddress.FromBytes(bytes[..length]) : default;
    }

    private static string? Encoding(HttpRequest request) => request.Headers.TryGetValue("grpc-encoding", out var encoding) ? encoding.ToString() : null;

    private static async Task FinishAsync(HttpContext context, ReadOnlyMemory<byte> answer)
    {
        var writer = context.Response.BodyWriter;
        var frame = writer.GetMemory(GrpcFrame.PrefixLength + answer.Length);
        GrpcFrame.WritePrefix(frame.Span, answer.Length);
        answer.CopyTo(frame[GrpcFrame.PrefixLength..]);
        writer.Advance(GrpcFrame.PrefixLength + answer.Length);
        await EndAsync(context, new GrpcEnd(GrpcCode.Ok, "")).ConfigureAwait(false);
    }

    private static async Task EndAsync(HttpContext context, GrpcEnd end)
    {
        await context.Response.StartAsync().ConfigureAwait(false);
        if (context.Response.SupportsTrailers())
        {
            context.Response.AppendTrailer("grpc-status", ((int)end.Code).ToString(CultureInfo.InvariantCulture));
            if (end.Message.Length > 0)
            {
                context.Response.AppendTrailer("grpc-message", GrpcStatus.PercentEncode(end.Message));
            }
        }

        await context.Response.CompleteAsync().ConfigureAwait(false);
    }
}
