namespace Windsock.Pipeline.Sources;

/// <summary>Lets one thread at a time through: for what the streams of several sources share, such as the tables of a decoder. Held
/// for the length of one message; whoever holds it never waits for anything else.</summary>
public sealed class Turnstile
{
    private readonly Lock _lock = new();

    /// <summary>Waits for its turn; disposing the answer gives it up.</summary>
    public Lock.Scope Enter() => _lock.EnterScope();
}
