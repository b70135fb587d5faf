namespace Windsock.FlowCollector.Cluster.Probing;

/// <summary>Answer of the Kubernetes API to one question.</summary>
/// <param name="Body">Empty unless <paramref name="Outcome"/> is <see cref="ApiOutcome.Answered"/>.</param>
/// <param name="Date">The server's clock when it answered, whole seconds; null when it does not say.</param>
/// <param name="Trouble">One line without secrets; empty when answered.</param>
public sealed record ApiAnswer(ApiOutcome Outcome, byte[] Body, DateTimeOffset? Date, string Trouble)
{
    internal static ApiAnswer Failed(string trouble) => new(ApiOutcome.Failed, [], null, trouble);
}
