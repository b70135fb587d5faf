using Windsock.Model.Calls;

namespace Windsock.Detection.Diagnosis.Mesh;

/// <summary>Why a call failed, as its proxy tells it. Pure, and total: any text gives an answer. The order: permission, token, TLS, name,
/// route, connection, timeout, client; within it details before flags before the transport failure before the end of a TCP connection.</summary>
internal static class MeshFailures
{
    // Istio's connect timeout is ten seconds, and a TCP entry that ran into it says no more than how long it took.
    private const long ConnectTimeoutNanoseconds = 9_500_000_000;

    /// <summary>Null when it did not fail, or when its proxy only passed on what the next hop answered: then the status code tells.</summary>
    public static MeshFailure? Of(in Call call)
    {
        var permission = OfDenial(call.Details) ?? OfDenial(call.TerminationDetails);
        if (permission is not null)
        {
            return permission;
        }

        if (MeshTls.Of(call.TransportFailure) is { } tls)
        {
            return new MeshFailure(tls, ToldByTls(call.TransportFailure));
        }

        // Newer proxies repeat the transport failure within the details.
        if (MeshTls.Of(call.Details) is { } repeated)
        {
            return new MeshFailure(repeated, ToldByTls(call.Details));
        }

        if (call.Details == MeshDetails.Direct)
        {
            return call.Route == MeshDetails.Blocked.Word ? new MeshFailure(MeshDetails.Blocked, "") : null;
        }

        if (MeshDetails.Of(call.Details) is { } told)
        {
            return new MeshFailure(told, "");
        }

        return OfConnection(call) is { } found ? new MeshFailure(found, "") : null;
    }

    private static MeshFailureClass? OfConnection(in Call call)
    {
        if ((call.Flags & ResponseFlags.NoHealthyUpstream) != 0 && call.Service is null && call.Code == 0)
        {
            return MeshFlags.BlackHole;
        }

        if (MeshFlags.Of(call.Flags) is { } flagged)
        {
            return flagged;
        }

        if (MeshDetails.Of(call.TransportFailure) is { } transport)
        {
            return transport;
        }

        if ((call.Flags & ResponseFlags.UpstreamConnectionFailure) != 0 && call.DurationNanoseconds >= ConnectTimeoutNanoseconds && call.TransportFailure.Length == 0)
        {
            return MeshFlags.ConnectTimeout;
        }

        return MeshDetails.Of(call.TerminationDetails);
    }

    private static MeshFailure? OfDenial(string details)
    {
        if (details.StartsWith(MeshDetails.Token, StringComparison.Ordinal))
        {
            var reason = Braced(details);
            var known = TokenReasons.Of(reason) ?? MeshDetails.Of(MeshDetails.Token)!;
            return new MeshFailure(known, reason.Replace('_', ' '));
        }

        return MeshDetails.Of(details) is { Cause: Model.Tries.FailureCause.Permission } denial ? new MeshFailure(denial, PolicyOf(details)) : null;
    }

    /// <summary>Policy out of <c>ns[x]-policy[y]-rule[z]</c> as <c>x/y</c>; empty when none is named.</summary>
    private static string PolicyOf(string details)
    {
        var @namespace = Bracketed(details, "ns[");
        var policy = Bracketed(details, "-policy[");
        return policy.Length == 0 ? "" : @namespace.Length == 0 ? policy : $"{@namespace}/{policy}";
    }

    private static string Bracketed(string text, string opening)
    {
        var start = text.IndexOf(opening, StringComparison.Ordinal);
        if (start < 0)
        {
            return "";
        }

        start += opening.Length;
        var end = text.IndexOf(']', start);
        return end < 0 ? "" : text[start..end];
    }

    private static string Braced(string text)
    {
        var start = text.IndexOf('{', StringComparison.Ordinal);
        var end = text.LastIndexOf('}');
        return start < 0 || end <= start ? "" : text[(start + 1)..end];
    }

    /// <summary>The last of the chained reasons, which is the one that says why, without the marks around it.</summary>
    private static string ToldByTls(string failure)
    {
        const string Mark = "OPENSSL_internal:";
        var start = failure.IndexOf(Mark, StringComparison.Ordinal);
        var from = start >= 0 ? start + Mark.Length : Math.Max(0, failure.IndexOf("TLS_error:", StringComparison.Ordinal) + "TLS_error:".Length);
        var end = failure.IndexOf(":TLS_error_end", from, StringComparison.Ordinal);
        return (end < 0 ? failure[from..] : failure[from..end]).Trim('_', '|', ' ').Replace('_', ' ');
    }
}
