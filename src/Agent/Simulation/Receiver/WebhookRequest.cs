namespace Windsock.Agent.Simulation.Receiver;

/// <summary>What the receiver looks at in a request. Headers that are missing are empty.</summary>
internal sealed record WebhookRequest(string IdempotencyKey, string Timestamp, string Signature, ReadOnlyMemory<byte> Body);
