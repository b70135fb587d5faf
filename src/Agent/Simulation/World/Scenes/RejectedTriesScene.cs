using System.Collections.Immutable;
using Windsock.Model.Tries;

namespace Windsock.Agent.Simulation.World.Scenes;

/// <summary>Tries that are answered, and not as they hoped: HTTP 403, 401, 429 and 5xx. The one that is forbidden its request has
/// had its telemetry denied long before, which it did not mind.</summary>
internal sealed class RejectedTriesScene : IScene
{
    private static readonly ImmutableArray<int> Broken = [500, 502, 503, 503, 504];

    public void Begin(Stage stage)
    {
        var crm = stage.Pods.Places.Crm;
        var export = new TryScript("crm_export", "list_contacts", 7) { Reason = TryScript.Because(FailureCause.Permission, crm.Name, 443) };
        stage.PlayTries(
            10,
            export,
            (0.6, SideTroubles.DeniedTelemetry),
            (2.0, talk => Topics.ObjectStore(talk)),
            (2.6, talk => talk.CallOutside(crm, "GET", "/v3/account", 200)),
            (5.6, talk => talk.CallOutside(crm, "GET", "/v3/contacts", 403)),
            (6.3, talk => talk.CallOutside(crm, "GET", "/v3/contacts", 403)));

        var calendar = new Site("graph.calendar.example.com", "198.51.100.60");
        var sync = new TryScript("calendar_sync", "refresh", 5) { Reason = TryScript.Because(FailureCause.Token, calendar.Name, 443) };
        stage.PlayTries(
            12,
            sync,
            (1.0, talk => talk.Resolve(calendar.Name, 0, calendar.Ip)),
            (1.3, talk => talk.CallOutside(calendar, "GET", "/v1/me/events", 401)),
            (4.1, talk => talk.CallOutside(calendar, "GET", "/v1/me/events", 401)));

        var geo = new Site("api.geocoder.example.com", "198.51.100.70");
        var geocoding = new TryScript("geocoding", "resolve_addresses", 9) { Reason = TryScript.Because(FailureCause.RateLimited, geo.Name, 443) };
        stage.PlayTries(
            8,
            geocoding,
            [(1.0, talk => talk.CallOutside(geo, "GET", "/v1/search", 200)), .. Repeated([1.2, 1.5, 2.1, 3.3, 5.7, 8.3], talk => talk.CallOutside(geo, "GET", "/v1/search", 429))]);

        var pricing = FlowEnd.Of(stage.Pods.Identified(stage.Pods.Remote("data", "pricing-7b6c5d4f8-w9x2z", "pricing"))).Behind("data", "pricing");
        var quotes = new TryScript("pricing", "fetch_quotes", 8) { Reason = TryScript.Because(FailureCause.ServerError, "data/pricing", 8080) };
        stage.PlayTries(
            9,
            quotes,
            Repeated([1.0, 1.6, 2.8, 5.0, 7.2], talk => talk.Http(talk.Me, pricing, 8080, "POST", "http://pricing.data:8080/quotes", talk.Random.Pick(Broken))));
    }

    private static List<(double, Action<Conversation>)> Repeated(double[] seconds, Action<Conversation> topic) => [.. seconds.Select(second => (second, topic))];
}
