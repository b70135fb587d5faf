using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Text;

namespace Windsock.FlowCollector.Grpc;

/// <summary>The status of a call as it travels: header fields, their encoding, and what stands in for them when they are absent.</summary>
internal static class GrpcStatus
{
    public const string ContentType = "application/grpc";

    /// <summary>Longest status message that is kept: it ends in a log line.</summary>
    private const int MaxMessageLength = 512;

    /// <summary><c>application/grpc</c>, alone or with a suffix (<c>+proto</c>) or parameters.</summary>
    public static bool IsGrpcContentType(string? contentType) =>
        contentType is not null
        && contentType.StartsWith(ContentType, StringComparison.OrdinalIgnoreCase)
        && (contentType.Length == ContentType.Length || contentType[ContentType.Length] is '+' or ';' or ' ');

    /// <summary>Reads <c>grpc-status</c> and <c>grpc-message</c>; null when there is no status among these headers. A status that is
    /// not a number of the protocol is UNKNOWN.</summary>
    public static (GrpcCode Code, string Message)? Read(HttpHeaders headers)
    {
        if (!headers.NonValidated.TryGetValues("grpc-status", out var statuses))
        {
            return null;
        }

        var text = statuses.ToString();
        var code = int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && Enum.IsDefined((GrpcCode)number)
            ? (GrpcCode)number
            : GrpcCode.Unknown;
        var message = headers.NonValidated.TryGetValues("grpc-message", out var messages) ? PercentDecode(messages.ToString()) : "";
        return (code, message);
    }

    /// <summary>The table in gRPC's "HTTP to gRPC Status Code Mapping" for answers that never reached a gRPC server.</summary>
    public static GrpcCode FromHttp(HttpStatusCode status) => (int)status switch
    {
        400 => GrpcCode.Internal,
        401 => GrpcCode.Unauthenticated,
        403 => GrpcCode.PermissionDenied,
        404 => GrpcCode.Unimplemented,
        429 or 502 or 503 or 504 => GrpcCode.Unavailable,
        _ => GrpcCode.Unknown,
    };

    /// <summary>UTF-8 with everything outside printable ASCII, and the percent sign, as %XX.</summary>
    public static string PercentEncode(string message)
    {
        var encoded = new StringBuilder();
        foreach (var unit in Encoding.UTF8.GetBytes(Clip(message)))
        {
            if (unit is >= 0x20 and <= 0x7E and not (byte)'%')
            {
                encoded.Append((char)unit);
            }
            else
            {
                encoded.Append('%').Append(unit.ToString("X2", CultureInfo.InvariantCulture));
            }
        }

        return encoded.ToString();
    }

    /// <summary>Never fails: a broken escape stays as it is, broken UTF-8 becomes replacement characters, control characters (line
    /// breaks would forge log lines) become spaces.</summary>
    public static string PercentDecode(string encoded)
    {
        var text = Clip(encoded);
        var bytes = new byte[Encoding.UTF8.GetMaxByteCount(text.Length)];
        var count = 0;
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] == '%' && i + 2 < text.Length
                && byte.TryParse(text.AsSpan(i + 1, 2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var unit))
            {
                bytes[count++] = unit;
                i += 2;
            }
            else
            {
                count += Encoding.UTF8.GetBytes(text.AsSpan(i, 1), bytes.AsSpan(count));
            }
        }

        return Encoding.UTF8.GetString(bytes, 0, count).ReplaceControls();
    }

    /// <summary><c>grpc-timeout</c>: up to eight digits and a unit; null when absent or not understood.</summary>
    public static TimeSpan? ParseTimeout(string? value)
    {
        if (value is not { Length: >= 2 and <= 9 }
            || !long.TryParse(value.AsSpan(0, value.Length - 1), NumberStyles.None, CultureInfo.InvariantCulture, out var amount))
        {
            return null;
        }

        TimeSpan? timeout = value[^1] switch
        {
            'H' => TimeSpan.FromHours(Math.Min(amount, 24)),
            'M' => TimeSpan.FromMinutes(Math.Min(amount, 1440L)),
            'S' => TimeSpan.FromSeconds(Math.Min(amount, 86_400L)),
            'm' => TimeSpan.FromMilliseconds(Math.Min(amount, 86_400_000L), 0),
            'u' => TimeSpan.FromMicroseconds(amount),
            'n' => TimeSpan.FromTicks(amount / 100),
            _ => null,
        };
        return timeout;
    }

    /// <summary>The value of <c>grpc-timeout</c> for a deadline up to 27 hours.</summary>
    public static string FormatTimeout(TimeSpan timeout) =>
        string.Create(CultureInfo.InvariantCulture, $"{Math.Clamp((long)timeout.TotalMilliseconds, 1, 99_999_999)}m");

    private static string Clip(string text) => text.Length <= MaxMessageLength ? text : text[..MaxMessageLength];

    private static string ReplaceControls(this string text) =>
        string.Create(text.Length, text, static (span, source) =>
        {
            for (var i = 0; i < span.Length; i++)
            {
                span[i] = char.IsControl(source[i]) ? ' ' : source[i];
            }
        });
}
