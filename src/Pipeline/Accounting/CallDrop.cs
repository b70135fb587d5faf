namespace Windsock.Pipeline.Accounting;

/// <summary>Why a decoded call was not attributed.</summary>
public enum CallDrop : byte
{
    /// <summary>Attribution was slower than the proxies: a server does not make them wait.</summary>
    QueueFull,

    /// <summary>The agent was stopping.</summary>
    Shutdown,
}
