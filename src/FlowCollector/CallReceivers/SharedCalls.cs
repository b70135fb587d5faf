using Windsock.Pipeline.Sources;

namespace Windsock.FlowCollector.CallReceivers;

/// <summary>What all receivers share: the calls seen lately, whichever way they came, and whose turn it is to decode.</summary>
internal sealed record SharedCalls(Turnstile Turnstile, SeenCalls Seen);
