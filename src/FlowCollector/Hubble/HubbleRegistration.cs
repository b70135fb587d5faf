using System.Collections.Immutable;
using Microsoft.Extensions.Logging;
using Windsock.FlowCollector.Hubble.Decoding;
using Windsock.Model.Metrics;
using Windsock.Pipeline.Sources;

namespace Windsock.FlowCollector.Hubble;

/// <summary>Builds the Hubble source from its options.</summary>
public static class HubbleRegistration
{
    /// <exception cref="ArgumentException">The address is not one; validated options do not get here.</exception>
    /// <returns>No source when it is off; its metrics are at zero then.</returns>
    public static (ImmutableArray<IFlowSource> Sources, ImmutableArray<IMetricSource> Metrics) Create(HubbleOptions options, TimeProvider time, ILoggerFactory loggers)
    {
        // One decoder for the life of the source: what its tables remember is as good after a reconnect as before.
        var decoder = new HubbleDecoder();
        var server = new HubbleServerMetrics();
        return (options.Enabled ? [new HubbleSource(options, () => decoder, server, time, loggers.CreateLogger<HubbleSource>())] : [], [server, new InternTableMetrics(decoder)]);
    }
}
