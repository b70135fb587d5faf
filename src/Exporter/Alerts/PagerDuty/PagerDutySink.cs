using Windsock.Exporter.Alerts.Http;
using Windsock.Exporter.Alerts.Links;
using Windsock.Model.Alerts;
using Windsock.Pipeline.Sinks;

namespace Windsock.Exporter.Alerts.PagerDuty;

/// <summary>Triggers an incident, and resolves it. PagerDuty knows a message that comes twice by its dedup key. Any thread.</summary>
internal sealed class PagerDutySink(PagerDutyOptions options, AlertLinks links, OutboundClient client) : ISink<Alert>
{
    private readonly SecretFile _routingKey = new(options.RoutingKeyFile, $"{PagerDutyOptions.Key}.routingKeyFile");

    public string Name => "pagerduty";

    public Task<Delivery> DeliverAsync(Alert item, CancellationToken stop) => client.PostAsync(
        () =>
        {
            var key = _routingKey.Read();
            return new OutboundRequest(new Uri(options.Url), $"{PagerDutyOptions.Key}.url", PagerDutyMapper.ToJson(item, links, key)) { Secrets = [key], Mend = Mend };
        },
        stop);

    private static string Mend(int status) => status switch
    {
        // PagerDuty says so of a key that it does not know, too.
        400 => $"see that {PagerDutyOptions.Key}.routingKeyFile holds the integration key of a service with Events API v2",
        401 or 403 or 404 or 405 => $"see that {PagerDutyOptions.Key}.url is PagerDuty's /v2/enqueue in the service region of the account",
        _ => "",
    };
}
