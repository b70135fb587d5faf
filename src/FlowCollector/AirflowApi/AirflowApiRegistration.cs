using Microsoft.Extensions.Logging;
using Windsock.FlowCollector.AirflowApi.Requests;
using Windsock.FlowCollector.AirflowApi.Sessions;

namespace Windsock.FlowCollector.AirflowApi;

/// <summary>Builds what asks Airflow from its options.</summary>
public static class AirflowApiRegistration
{
    /// <param name="options">Validated.</param>
    /// <returns>Nothing but metric families when it is off.</returns>
    public static AirflowApiParts Create(AirflowApiOptions options, TimeProvider time, ILoggerFactory loggers)
    {
        if (!options.IsEnabled)
        {
            return new AirflowApiParts(null, null, new AirflowApiMetrics(null));
        }

        var counts = new AirflowApiCounts();
        var transport = new AirflowTransport(options, time);
        var credential = new AirflowCredential(options);
        var log = new AirflowApiLog(loggers.CreateLogger("Windsock.AirflowApi"), transport.Server, credential.Origin);
        var requests = new AirflowRequests(transport, new RequestPace(options.RequestsPerSecond, time), counts, log);
        var client = new AirflowApiClient(new AirflowSessions(options.Version, credential, requests, log, time), requests, time);
        var source = new AirflowApiSource(options, client, counts, log, time);
        return new AirflowApiParts(source, transport, new AirflowApiMetrics(counts));
    }
}
