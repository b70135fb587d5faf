using Windsock.Pipeline.Sources;

namespace Windsock.FlowCollector.CallReceivers;

/// <summary>What all receivers share: whose turn it is to decode, the calls seen lately,
/// whichever way they came, and the pods that report.</summary>
internal sealed record SharedCalls(Turnstile Turnstile, SeenCalls Seen, ReportingPods Pods);
