namespace Windsock.Model.Platform;

/// <summary>What came of an action: the label <c>outcome</c>.</summary>
public enum ActionOutcome : byte
{
    Succeeded,

    /// <summary>The identity is known and lacks the right (403).</summary>
    Denied,

    /// <summary>No identity was shown (401, or 403 of a platform that says so of a missing token).</summary>
    MissingToken,

    /// <summary>A token was shown and refused: wrong audience, expired, of another issuer.</summary>
    TokenRefused,

    /// <summary>There is no such thing (404).</summary>
    NotFound,

    /// <summary>It was there already, or changed meanwhile, or is locked by another (409, 423).</summary>
    Conflict,

    /// <summary>The request was wrong (400, 422) or refused by admission.</summary>
    Invalid,

    /// <summary>Too many requests, or no instance free (429).</summary>
    Throttled,

    /// <summary>The platform failed (5xx).</summary>
    Failed,

    /// <summary>The platform could not be reached the way it was asked: ingress settings, a wrong host or region.</summary>
    Routing,

    /// <summary>The source does not say.</summary>
    Unknown,
}
