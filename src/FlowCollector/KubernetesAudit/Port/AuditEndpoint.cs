using System.Buffers;
using System.Collections.Frozen;
using System.IO.Compression;
using System.Text.Json;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Windsock.Model.Flows;
using Windsock.Pipeline.Accounting;

namespace Windsock.FlowCollector.KubernetesAudit.Port;

/// <summary>Answers the requests of senders. An API server sends again whatever is not answered 200, up to five times and at the cost of
/// later events; so every request of the right sender is answered 200 unless coming again helps. Any thread.</summary>
internal sealed class AuditEndpoint(
    KubernetesAuditOptions options, IEnumerable<IAuditEnvelope> envelopes, AuditDelivery delivery, AuditCounts counts, AuditSayings sayings, TimeProvider time)
{
    private const int DrainBytes = 16 * 1024;

    private readonly FrozenDictionary<string, IAuditEnvelope> _envelopes = envelopes.ToFrozenDictionary(envelope => envelope.Path, StringComparer.Ordinal);
    private readonly PortSenderCheck _portCheck = new(options);

    public async Task AnswerAsync(HttpContext context)
    {
        if (context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } size)
        {
            // The server's own limit would refuse the request; what is over ours is drained.
            size.MaxRequestBodySize = null;
        }

        var isBegun = counts.TryBegin(options.Limits.MaxConcurrentRequests);
        try
        {
            var outcome = isBegun ? await ServeAsync(context).ConfigureAwait(false) : Refuse(context, StatusCodes.Status503ServiceUnavailable, RequestOutcome.Busy);
            counts.Requests(outcome).Add();
        }
        catch (Exception failure) when (IsBroken(failure))
        {
            // The sender has gone, broke HTTP or took too long: nobody is left to answer.
            counts.Requests(RequestOutcome.Broken).Add();
            context.Abort();
        }
        finally
        {
            if (isBegun)
            {
                counts.End();
            }
        }
    }

    private async Task<RequestOutcome> ServeAsync(HttpContext context)
    {
        if (!_envelopes.TryGetValue(context.Request.Path.Value ?? "", out var envelope))
        {
            return Refuse(context, StatusCodes.Status404NotFound, RequestOutcome.Unknown);
        }

        if (!HttpMethods.IsPost(context.Request.Method))
        {
            context.Response.Headers.Allow = "POST";
            return Refuse(context, StatusCodes.Status405MethodNotAllowed, RequestOutcome.Unknown);
        }

        using var deadline = new CancellationTokenSource(options.Limits.RequestTimeout, time);
        using var gone = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, context.RequestAborted);
        var sender = new AuditSender(context);
        if (await DecideAsync(context, envelope, sender, gone.Token).ConfigureAwait(false) is { } refused)
        {
            return refused;
        }

        var intake = new AuditIntake(sender, envelope.Source, Instant.FromDateTimeOffset(time.GetUtcNow()), delivery);
        await ReadAsync(context.Request, envelope, intake, gone.Token).ConfigureAwait(false);
        return await FinishAsync(context, envelope, intake, gone.Token).ConfigureAwait(false);
    }

    /// <summary>Null: the sender is the right one.</summary>
    private async Task<RequestOutcome?> DecideAsync(HttpContext context, IAuditEnvelope envelope, AuditSender sender, CancellationToken gone)
    {
        string? reason;
        try
        {
            reason = await (envelope.SenderCheck ?? _portCheck).RefuseAsync(sender, gone).ConfigureAwait(false);
        }
        catch (IOException failure)
        {
            sayings.SenderUndecided(envelope.Path, failure.Message);
            return Refuse(context, StatusCodes.Status503ServiceUnavailable, RequestOutcome.Undecided);
        }

        if (reason is null)
        {
            return null;
        }

        sayings.SenderRefused(reason, envelope.Path, sender.Remote);
        (sender.ShowsCredential ? counts.ShowedWrong : counts.ShowedNothing).Add();
        context.Response.Headers.WWWAuthenticate = "Bearer";
        return Refuse(context, StatusCodes.Status401Unauthorized, RequestOutcome.Refused);
    }

    private async Task ReadAsync(HttpRequest request, IAuditEnvelope envelope, AuditIntake intake, CancellationToken gone)
    {
        var raw = new BoundedBody(new CountedBody(request.Body, counts.Bytes), new ByteAllowance(options.Limits.MaxBodyBytes), intake);
        var encoding = request.Headers.ContentEncoding.ToString();
        try
        {
            if (encoding.Equals("gzip", StringComparison.OrdinalIgnoreCase))
            {
                var gzip = new GZipStream(raw, CompressionMode.Decompress, leaveOpen: true);
                await using (gzip.ConfigureAwait(false))
                {
                    await envelope.ReadAsync(new BoundedBody(gzip, new ByteAllowance(options.Limits.MaxBodyBytes), intake), intake, gone).ConfigureAwait(false);
                }
            }
            else if (encoding.Length == 0 || encoding.Equals("identity", StringComparison.OrdinalIgnoreCase))
            {
                await envelope.ReadAsync(raw, intake, gone).ConfigureAwait(false);
            }
            else
            {
                intake.CountUndecodable(PlatformFailure.Malformed);
            }
        }
        catch (Exception failure) when (!IsBroken(failure))
        {
            // Gzip that was cut at the limit is told as that.
            intake.CountUndecodable(PlatformFailure.Malformed, intake.IsBodyCut ? 0 : 1);
            if (failure is not (InvalidDataException or JsonException))
            {
                sayings.ReadingFailed(envelope.Path, failure);
            }
        }
    }

    private async Task<RequestOutcome> FinishAsync(HttpContext context, IAuditEnvelope envelope, AuditIntake intake, CancellationToken gone)
    {
        if (intake.IsBodyCut)
        {
            sayings.BodyCut(options.Limits.MaxBodyBytes, envelope.Path);
            intake.CountUndecodable(PlatformFailure.TooLong);
            intake.AddGap("lost", Instant.Missing);
        }

        // Whoever still sends does not read an answer.
        await DrainAsync(context.Request.Body, gone).ConfigureAwait(false);
        intake.HandOn();
        sayings.Took(!intake.IsRefused);
        if (intake.IsRefused)
        {
            // Without Retry-After, which would make API servers come again at once, ten times.
            return Refuse(context, StatusCodes.Status503ServiceUnavailable, RequestOutcome.Full);
        }

        delivery.CountRest(intake);
        counts.Count(intake);
        await AnswerAsync(context.Response, envelope.Answer(intake), gone).ConfigureAwait(false);
        return RequestOutcome.Taken;
    }

    /// <summary>API servers take an answer with a content type that they do not know for a failure: without a body there is none.</summary>
    private static async Task AnswerAsync(HttpResponse response, ReadOnlyMemory<byte> body, CancellationToken gone)
    {
        response.StatusCode = StatusCodes.Status200OK;
        response.ContentLength = body.Length;
        if (!body.IsEmpty)
        {
            response.ContentType = "application/json";
            await response.Body.WriteAsync(body, gone).ConfigureAwait(false);
        }
    }

    private static async Task DrainAsync(Stream body, CancellationToken gone)
    {
        var rented = ArrayPool<byte>.Shared.Rent(DrainBytes);
        try
        {
            while (await body.ReadAsync(rented, gone).ConfigureAwait(false) > 0)
            {
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(rented);
        }
    }

    /// <summary>The body, or the rest of it, is not read.</summary>
    private static RequestOutcome Refuse(HttpContext context, int status, RequestOutcome outcome)
    {
        context.Response.StatusCode = status;
        context.Response.ContentLength = 0;
        context.Response.Headers.Connection = "close";
        return outcome;
    }

    private static bool IsBroken(Exception failure) => failure is IOException or OperationCanceledException or ConnectionAbortedException or BadHttpRequestException;
}
