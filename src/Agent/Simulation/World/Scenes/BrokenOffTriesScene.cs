using Windsock.Model.Flows;
using Windsock.Model.Tries;

namespace Windsock.Agent.Simulation.World.Scenes;

/// <summary>Tries whose connections are set up and then broken off: in the middle of the work, in the TLS handshake, and before it
/// by mutual authentication.</summary>
internal sealed class BrokenOffTriesScene : IScene
{
    /// <summary>To the registry and back, in seconds.</summary>
    private const double RoundTrip = 0.021;

    public void Begin(Stage stage)
    {
        var copy = new TryScript("warehouse_copy", "copy_facts", 7) { Reason = TryScript.Because(FailureCause.Reset, "data/warehouse", 5432) };
        stage.PlayTries(
            9,
            copy,
            (1.0, talk => talk.Tcp(talk.Places.Warehouse, 5432).Open().Send().Wait(0.9).Send().Wait(0.6).ResetByServer()),
            (4.0, talk => talk.Tcp(talk.Places.Warehouse, 5432, TraceView.TwoPoints).Open().Send().Wait(1.1).Send().Wait(1.2).ResetByServer()));

        // A client that does not trust the certificate closes when it has seen it; a server that does not trust the client's resets.
        var registry = new Site("registry.corp.example.com", "198.51.100.80");
        var scan = new TryScript("image_scan", "pull_manifest", 6) { Reason = TryScript.Because(FailureCause.Tls, registry.Name, 443) };
        stage.PlayTries(
            10,
            scan,
            (1.0, talk => talk.Resolve(registry.Name, 0, registry.Ip)),
            (1.1, talk => Handshake(talk, registry)),
            (2.2, talk => Handshake(talk, registry)),
            (4.9, talk => Handshake(talk, registry)));

        var ledger = FlowEnd.Of(stage.Pods.Identified(stage.Pods.Remote("finance", "ledger-5d7c8f9b4-k2m4x", "ledger"))).Behind("finance", "ledger");
        var posting = new TryScript("gl_posting", "post", 5) { Reason = TryScript.Because(FailureCause.Tls, "finance/ledger", 8443) };
        stage.PlayTries(
            12,
            posting,
            (1.0, talk => talk.Tcp(ledger, 8443).Drop(DropReason.AuthRequired).Wait(1).Drop(DropReason.AuthRequired)),
            (4.0, talk => talk.Tcp(ledger, 8443).Drop(DropReason.AuthRequired)));
    }

    private static void Handshake(Conversation talk, Site site)
    {
        var attempt = talk.Tcp(site.End, 443).Open(RoundTrip).Send(RoundTrip);
        if (talk.Random.OneIn(2))
        {
            attempt.ResetByServer();
        }
        else
        {
            attempt.Wait(0.002).Close(RoundTrip);
        }
    }
}
