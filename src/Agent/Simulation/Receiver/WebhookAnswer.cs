namespace Windsock.Agent.Simulation.Receiver;

/// <summary>How the receiver answers.</summary>
/// <param name="Status">HTTP.</param>
/// <param name="Why">For the sender; empty when it was taken.</param>
/// <param name="RetryAfter">When to come again; null when nothing is said of it.</param>
internal sealed record WebhookAnswer(int Status, string Why = "", TimeSpan? RetryAfter = null);
