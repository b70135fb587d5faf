namespace Windsock.FlowCollector.AirflowApi.Requests;

/// <summary>How one exchange went, before its body was understood.</summary>
/// <param name="Status">HTTP status; 0 when there was no answer.</param>
/// <param name="RetryAfter">How long the server asked to wait; null when it did not.</param>
/// <param name="Detail">What is to be known beyond the outcome: the target of a redirect, the cause of a broken connection.</param>
internal readonly record struct RawReply(RequestOutcome Outcome, int Status, byte[] Body, TimeSpan? RetryAfter = null, string Detail = "")
{
    public static RawReply Without(RequestOutcome outcome, string detail) => new(outcome, 0, [], null, detail);
}
