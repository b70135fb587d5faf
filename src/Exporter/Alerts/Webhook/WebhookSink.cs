using System.Globalization;
using Windsock.Exporter.Alerts.Http;
using Windsock.Exporter.Alerts.Links;
using Windsock.Model.Alerts;
using Windsock.Pipeline.Sinks;

namespace Windsock.Exporter.Alerts.Webhook;

/// <summary>Sends an alert to a receiver of Alertmanager's webhooks, signed when there is a key. Any thread.</summary>
internal sealed class WebhookSink(WebhookOptions options, AlertLinks links, OutboundClient client, TimeProvider time) : ISink<Alert>
{
    private readonly SecretFile? _url = options.UrlFile.Length > 0 ? new SecretFile(options.UrlFile, $"{options.Key}.urlFile") : null;
    private readonly SecretFile? _hmacKey = options.HmacKeyFile.Length > 0 ? new SecretFile(options.HmacKeyFile, $"{options.Key}.hmacKeyFile") : null;

    public string Name => $"webhook_{options.Name}";

    public Task<Delivery> DeliverAsync(Alert item, CancellationToken stop)
    {
        var body = WebhookMapper.ToJson(item, links, options.Name, options.MaxAlerts);
        return client.PostAsync(() => Request(item, body), stop);
    }

    private OutboundRequest Request(Alert alert, byte[] body)
    {
        var address = _url?.ReadAddress() ?? new Uri(options.Url);
        var request = new OutboundRequest(address, $"{options.Key}.{(_url is null ? "url" : "urlFile")}", body)
        {
            IsAddressSecret = _url is not null || address.Query.Length > 0,
            Headers = [("Idempotency-Key", alert.IdempotencyKey)],
            Mend = Mend,
        };
        if (_hmacKey?.Read() is not { } key)
        {
            return request;
        }

        var timestamp = time.GetUtcNow().ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
        return request with
        {
            Headers = [.. request.Headers, ("X-Windsock-Timestamp", timestamp), ("X-Windsock-Signature", WebhookSignature.Of(timestamp, body, key))],
            Secrets = [key],
        };
    }

    private string Mend(int status) => status switch
    {
        401 or 403 => $"set {options.Key}.http.tokenFile, headers or hmacKeyFile to what it wants",
        404 or 405 or 410 => $"set {options.Key}.{(_url is null ? "url" : "urlFile")} to where the receiver is",
        413 => $"lower {options.Key}.maxAlerts",
        _ => "",
    };
}
