namespace Windsock.Agent.Simulation.Reconciliation;

/// <summary>Names of the agent's counters about itself.</summary>
internal static class AgentMetrics
{
    public const string Source = "hubble";
    public const string Received = "windsock_source_events_total";
    public const string Decoded = "windsock_source_decoded_total";
    public const string Undecodable = "windsock_source_undecodable_total";
    public const string Duplicates = "windsock_source_duplicates_total";
    public const string Lost = "windsock_source_lost_events_total";
    public const string Attribution = "windsock_attribution_total";
    public const string Consumer = "windsock_consumer_events_total";
    public const string Dropped = "windsock_dropped_total";
    public const string Waiting = "windsock_waiting_flows";
    public const string Queued = "windsock_queue_entries";

    public const string CallsReceived = "windsock_call_source_calls_total";
    public const string CallsDecoded = "windsock_call_source_decoded_total";
    public const string CallsUndecodable = "windsock_call_source_undecodable_total";
    public const string CallDuplicates = "windsock_call_source_duplicates_total";
    public const string CallSourcesUp = "windsock_call_source_up";
    public const string CallAttribution = "windsock_call_attribution_total";
    public const string CallConsumer = "windsock_consumer_calls_total";
    public const string CallsDropped = "windsock_call_dropped_total";

    public const string PlatformSource = "audit";
    public const string PlatformEvents = "windsock_platform_source_events_total";
    public const string PlatformSourcesUp = "windsock_platform_source_up";
    public const string PlatformAttribution = "windsock_platform_attribution_total";
    public const string PlatformOthers = "windsock_platform_other_events_total";
    public const string PlatformConsumer = "windsock_consumer_platform_events_total";
    public const string PlatformDropped = "windsock_platform_dropped_total";

    public const string AlertsFiring = "windsock_alerts_firing";

    public static long OfSource(this MetricsPage page, string name) => page.Sum(name, ("source", Source));

    /// <summary>Names of the branches of the data path.</summary>
    public static IReadOnlyList<string> Consumers(this MetricsPage page) =>
        [.. page.Of(Consumer).Select(sample => sample["consumer"]).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];
}
