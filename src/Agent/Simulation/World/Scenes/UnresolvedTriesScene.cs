using Windsock.Model.Tries;

namespace Windsock.Agent.Simulation.World.Scenes;

/// <summary>Tries that fail at a name: one that does not exist, asked for through the whole search path, and one whose own name
/// servers fail. The search path's answers (NXDOMAIN for every name outside) are no trouble; other tries have them too.</summary>
internal sealed class UnresolvedTriesScene : IScene
{
    public void Begin(Stage stage)
    {
        const string Misspelled = "sftp.partnr.example.net";
        var feed = new TryScript("partner_feed", "fetch", 5)
        {
            Reason = TryScript.Because(FailureCause.DnsFailure, Misspelled),
            Besides = new TalkProfile((1, Topics.ObjectStore)),
        };
        stage.PlayTries(
            7,
            feed,
            (1.2, talk => talk.Resolve(Misspelled, 3)),
            (2.3, talk => talk.Resolve(Misspelled, 3)),
            (4.2, talk => talk.Resolve(Misspelled, 3)));

        const string Broken = "files.bank.example.org";
        var export = new TryScript("ledger_export", "upload", 6) { Reason = TryScript.Because(FailureCause.DnsFailure, Broken) };
        stage.PlayTries(
            9,
            export,
            (1.0, Topics.Warehouse),
            (1.5, talk => talk.Lookup(talk.Me, Broken, 2)),
            (3.0, talk => talk.Lookup(talk.Me, Broken, 2)),
            (5.3, talk => talk.Lookup(talk.Me, Broken, 2)));
    }
}
