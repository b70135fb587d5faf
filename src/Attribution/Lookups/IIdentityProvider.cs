namespace Windsock.Attribution.Lookups;

/// <summary>Answers who owns an end of a flow at a time, and how sure that is. Providers are asked most specific evidence first
/// (a process or socket knows more than its pod); the first that answers is taken. Pure, one thread at a time, no allocation per question.</summary>
internal interface IIdentityProvider
{
    /// <returns>False when this provider has no evidence about the end; then the next one is asked.</returns>
    bool TryIdentify(in FlowEnd end, out EndAnswer answer);
}
