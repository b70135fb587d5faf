namespace Windsock.Agent.Simulation.Receiver;

/// <summary>What came to the receiver, in numbers.</summary>
/// <param name="Messages">Taken, each once.</param>
/// <param name="SentAgain">Requests with the key of an earlier one, whatever that was answered.</param>
/// <param name="WrongSignatures">Refused because the signature is missing, wrong or too old.</param>
/// <param name="Unreadable">Refused because they are not what Alertmanager's webhooks send.</param>
/// <param name="TurnedAway">Right, and refused because there is no room.</param>
internal sealed record InboxFigures(long Messages, long SentAgain, long WrongSignatures, long Unreadable, long TurnedAway);
