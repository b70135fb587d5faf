using System.Collections.Immutable;

namespace Windsock.Detection.Platform.Crossplane.Troubles;

/// <summary>Classes of failures, by the words of Crossplane and of the clouds' SDKs that its messages carry. Pure.</summary>
internal static class TroubleCauses
{
    public const string Conflict = "conflict";
    public const string Stuck = "stuck";
    public const string Other = "other";

    /// <summary>The first that has one of its words in the message. In this order because a message often has more than one: whoever cannot
    /// be reached cannot give credentials either, and a role that may not be assumed is no missing right on the resource.</summary>
    private static readonly ImmutableArray<(string Cause, ImmutableArray<string> Words)> Classes =
    [
        (Stuck, ["cannot determine creation result"]),
        ("unreachable", ["no such host", "connection refused", "connection reset", "i/o timeout", "dial tcp", "tls handshake", "network is unreachable", "no route to host"]),
        ("credentials",
        [
            "assumerole", "credential", "invalidclienttokenid", "expiredtoken", "unrecognizedclient", "signaturedoesnotmatch", "invalid_grant", "invalid_client",
            "unauthenticated", "unauthorized:", "401", "authfailure", "aadsts", "oauth2:", "providerconfig", "invalidauthenticationtoken", "tokenfailed",
        ]),
        ("permission",
        [
            "accessdenied", "access denied", "unauthorizedoperation", "not authorized", "forbidden", "permission_denied", "permissiondenied", "permission denied",
            "does not have permission", "authorizationfailed", "403", "insufficient permission",
        ]),
        ("quota",
        [
            "quota", "limitexceeded", "limit exceeded", "toomanyrequests", "too many requests", "throttl", "resource_exhausted", "resourceexhausted", "429", "rate exceeded",
            "insufficientinstancecapacity", "insufficient capacity",
        ]),
        (Conflict,
        [
            "already exists", "alreadyexists", "alreadyowned", "object has been modified", "dependencyviolation", "resourceinuse", "in use", "409", "conflict",
        ]),
        ("not_found", ["not found", "notfound", "does not exist", "nosuch", "404"]),
        ("invalid", ["invalid", "validation", "malformed", "is required", "badrequest", "bad request", "unsupported", "400", "422", "cannot resolve references", "cannot render"]),
        ("unreachable", ["deadline exceeded", "timed out", "timeout", "service unavailable", "serviceunavailable", "503", "internal error", "eof"]),
    ];

    public static string Of(string message)
    {
        foreach (var (cause, words) in Classes)
        {
            foreach (var word in words)
            {
                if (char.IsAsciiDigit(word[0]) ? HasStatus(message, word) : message.Contains(word, StringComparison.OrdinalIgnoreCase))
                {
                    return cause;
                }
            }
        }

        return Other;
    }

    /// <summary>As a status: <c>StatusCode: 403</c>, <c>Error 403:</c>, <c>code=403</c>. Ids of requests have the same digits in them.</summary>
    private static bool HasStatus(string message, string status)
    {
        for (var at = message.IndexOf(status, StringComparison.Ordinal); at >= 0; at = message.IndexOf(status, at + 1, StringComparison.Ordinal))
        {
            var end = at + status.Length;
            var before = message.AsSpan(0, at).TrimEnd(" :=\"").ToString();
            var isWord = before.EndsWith("code", StringComparison.OrdinalIgnoreCase) || before.EndsWith("error", StringComparison.OrdinalIgnoreCase)
                || before.EndsWith("status", StringComparison.OrdinalIgnoreCase) || before.EndsWith("http", StringComparison.OrdinalIgnoreCase);
            if (isWord && before.Length < at && (end == message.Length || !char.IsAsciiLetterOrDigit(message[end])))
            {
                return true;
            }
        }

        return false;
    }
}
