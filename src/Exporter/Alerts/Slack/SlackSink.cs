using Windsock.Exporter.Alerts.Http;
using Windsock.Exporter.Alerts.Links;
using Windsock.Model.Alerts;
using Windsock.Pipeline.Sinks;

namespace Windsock.Exporter.Alerts.Slack;

/// <summary>Posts an alert into a channel. Slack does not know a message that comes twice. Any thread.</summary>
internal sealed class SlackSink(SlackOptions options, AlertLinks links, OutboundClient client) : ISink<Alert>
{
    private readonly SecretFile _url = new(options.UrlFile, $"{SlackOptions.Key}.urlFile");

    public string Name => "slack";

    public Task<Delivery> DeliverAsync(Alert item, CancellationToken stop) => client.PostAsync(
        () => new OutboundRequest(_url.ReadAddress(), $"{SlackOptions.Key}.urlFile", SlackMapper.ToJson(item, links)) { IsAddressSecret = true, Mend = Mend },
        stop);

    private static string Mend(int status) => status switch
    {
        403 or 404 or 410 => $"the webhook was revoked, or its channel is gone or closed to it: make a new one and write its address into the file of {SlackOptions.Key}.urlFile",
        _ => "",
    };
}
