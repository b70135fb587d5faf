namespace Windsock.FlowCollector.CloudLogging.Tokens;

/// <summary>What was found of the token of a push request: the label <c>verdict</c>.</summary>
internal enum TokenVerdict : byte
{
    Accepted,

    /// <summary>No bearer token, or more than one.</summary>
    Missing,

    /// <summary>No signed JSON Web Token, too long, or without what it must have.</summary>
    Malformed,

    /// <summary>Signed in another way than RS256 or ES256, or not at all.</summary>
    Algorithm,

    /// <summary>The issuer has no such key.</summary>
    UnknownKey,

    /// <summary>The signature is not that of the key.</summary>
    Signature,

    Issuer,

    Audience,

    Expired,

    NotYetValid,

    /// <summary>Another service account than those that may push, or an address that was not verified.</summary>
    Email,

    /// <summary>The issuer's keys could not be had; the sender is asked to come again.</summary>
    Undecided,
}
