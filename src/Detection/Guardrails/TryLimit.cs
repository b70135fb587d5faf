namespace Windsock.Detection.Guardrails;

/// <summary>What one try may have at most.</summary>
/// <param name="Most">A number of connections, peers or denials; for <see cref="LimitKind.Duration"/> seconds.</param>
public sealed record TryLimit(LimitKind Kind, long Most, SourceLine Source);

/// <summary>What is limited.</summary>
public enum LimitKind : byte
{
    /// <summary>That the try opens; name look-ups are left out.</summary>
    Connections,

    /// <summary>Whom it opens connections to, by name; those without a name and name look-ups are left out.</summary>
    Peers,

    /// <summary>Connections that it opened and the network stopped.</summary>
    Denials,

    /// <summary>From its first sign of life to the end of its last pod, or to now.</summary>
    Duration,
}
