using System.Net;
using System.Net.Http.Headers;
using System.Text;
using Windsock.FlowCollector.Cluster.Watching;

namespace Windsock.FlowCollector.Cluster.Api;

/// <summary>Says what an answer other than 200 means. Pure.</summary>
internal static class ApiFailures
{
    private const int MaxMessage = 300;

    /// <param name="request">What was asked, for the message: verb and resource.</param>
    /// <param name="body">Beginning of the body; a Status, or any other text.</param>
    public static ApiException FromAnswer(HttpStatusCode code, RetryConditionHeaderValue? retryAfter, ReadOnlySpan<byte> body, string request)
    {
        var status = ApiStatus.Read(body);
        var text = Shorten(status is { Message.Length: > 0 } ? status.Message : Encoding.UTF8.GetString(body));
        return new ApiException(Classify(code, status), $"{request}: HTTP {(int)code} {text}".TrimEnd())
        {
            Code = code,
            Reason = status?.Reason ?? "",
            RetryAfter = retryAfter?.Delta,
        };
    }

    /// <summary>An ERROR event inside a watch.</summary>
    public static ApiException FromEvent(ReadOnlySpan<byte> json, string request)
    {
        if (ApiStatus.Read(json) is not { } status)
        {
            return new ApiException(WatchError.Unreadable, $"{request}: an error event without a Status");
        }

        var code = status.Reason is "Expired" or "Gone" ? HttpStatusCode.Gone : (HttpStatusCode)status.Code;
        var error = (int)code is >= 400 and < 500 ? Classify(code, status) : WatchError.Server;
        return new ApiException(status.IsVersionTooLarge ? WatchError.VersionTooLarge : error, $"{request}: error event {status.Code} {Shorten(status.Message)}");
    }

    private static WatchError Classify(HttpStatusCode code, ApiStatus? status) => code switch
    {
        HttpStatusCode.Unauthorized => WatchError.Unauthorized,
        HttpStatusCode.Forbidden => WatchError.Forbidden,
        HttpStatusCode.Gone => WatchError.Expired,
        HttpStatusCode.TooManyRequests => WatchError.Throttled,
        HttpStatusCode.GatewayTimeout when status is { IsVersionTooLarge: true } => WatchError.VersionTooLarge,
        >= HttpStatusCode.InternalServerError => WatchError.Server,
        _ => WatchError.Rejected,
    };

    private static string Shorten(string text)
    {
        var line = text.ReplaceLineEndings(" ").Trim();
        return line.Length <= MaxMessage ? line : line[..MaxMessage] + "...";
    }
}
