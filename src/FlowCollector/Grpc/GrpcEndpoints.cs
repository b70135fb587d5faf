using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Windsock.FlowCollector.Grpc;

/// <summary>Serves gRPC methods on Kestrel endpoints (HTTP/2, with TLS or with prior knowledge).</summary>
public static class GrpcEndpoints
{
    /// <summary>Largest request message unless told otherwise: what gRPC servers take by default.</summary>
    public const int DefaultMessageLimitBytes = 4 * 1024 * 1024;

    /// <summary>Serves one method. The call ends with OK when <paramref name="serve"/> returns, with the status of a
    /// <see cref="GrpcException"/> it throws, else with INTERNAL.</summary>
    /// <param name="method"><c>/package.Service/Method</c>.</param>
    public static void MapGrpc(
        this IEndpointRouteBuilder endpoints, string method, Func<GrpcServerCall, Task> serve, int messageLimitBytes = DefaultMessageLimitBytes) =>
        endpoints.MapPost(method, context => ServeAsync(context, serve, messageLimitBytes));

    /// <summary>Answers every other gRPC call with UNIMPLEMENTED, as gRPC servers do, and everything else with 404.</summary>
    public static void MapGrpcFallback(this IEndpointRouteBuilder endpoints) => endpoints.MapFallback(context =>
    {
        if (!IsGrpc(context.Request))
        {
            context.Response.StatusCode = StatusCodes.Status404NotFound;
            return Task.CompletedTask;
        }

        return ServeAsync(
            context,
            call => throw new GrpcException(GrpcCode.Unimplemented, $"unknown method {call.Context.Request.Path}"),
            DefaultMessageLimitBytes);
    });

    private static async Task ServeAsync(HttpContext context, Func<GrpcServerCall, Task> serve, int messageLimit)
    {
        if (!IsGrpc(context.Request))
        {
            context.Response.StatusCode = StatusCodes.Status415UnsupportedMediaType;
            return;
        }

        context.Response.ContentType = GrpcStatus.ContentType;
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted);
        if (GrpcStatus.ParseTimeout(context.Request.Headers["grpc-timeout"]) is { } timeout)
        {
            deadline.CancelAfter(timeout);
        }

        var (code, message) = await RunAsync(serve, new GrpcServerCall(context, messageLimit, deadline.Token));
        if (context.RequestAborted.IsCancellationRequested)
        {
            return;
        }

        context.Response.AppendTrailer("grpc-status", ((int)code).ToString(System.Globalization.CultureInfo.InvariantCulture));
        if (message.Length > 0)
        {
            context.Response.AppendTrailer("grpc-message", GrpcStatus.PercentEncode(message));
        }
    }

    private static async Task<(GrpcCode Code, string Message)> RunAsync(Func<GrpcServerCall, Task> serve, GrpcServerCall call)
    {
        try
        {
            await serve(call);
            return (GrpcCode.Ok, "");
        }
        catch (GrpcException error)
        {
            return (error.Code, error.Message);
        }
        catch (OperationCanceledException) when (call.Aborted.IsCancellationRequested)
        {
            return (GrpcCode.DeadlineExceeded, "the deadline of the call is over");
        }
#pragma warning disable CA1031 // The border of a call: whatever goes wrong inside becomes its status.
        catch (Exception error)
#pragma warning restore CA1031
        {
            return (GrpcCode.Internal, error.Message);
        }
    }

    private static bool IsGrpc(HttpRequest request) => GrpcStatus.IsGrpcContentType(request.ContentType);
}
