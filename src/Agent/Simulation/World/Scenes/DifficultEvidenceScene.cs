using Windsock.Model.Flows;
using Windsock.Model.Sources;
using Windsock.Model.Tries;

namespace Windsock.Agent.Simulation.World.Scenes;

/// <summary>Tries whose story reaches the agent in disorder: with events lost in the middle, with events that come up to 2 s late
/// and so after what follows them, and with pods' times by a clock that is off by 1 s.</summary>
internal sealed class DifficultEvidenceScene : IScene
{
    private const string LedgerName = "audit.ledger.example.org";
    private static readonly FlowEnd Ledger = FlowEnd.World("198.51.100.90", LedgerName);
    private static readonly PolicyName Policy = new("CiliumNetworkPolicy", "airflow-jobs", "allow-known");

    public void Begin(Stage stage)
    {
        Lossy(stage);
        OutOfOrder(stage);
        Skewed(stage);
    }

    private static void Lossy(Stage stage)
    {
        var verify = new TryScript("ledger_audit", "verify", 6) { Reason = TryScript.Because(FailureCause.PolicyDenied, LedgerName, 443), IsPunctual = true };
        stage.PlayTries(
            4,
            verify,
            (1.0, talk => talk.Resolve(LedgerName, 0, Ledger.Ip)),
            (1.2, Denied),
            (2.3, talk => Unseen(stage, talk)),
            (4.3, Denied),
            (5.3, Denied));
    }

    /// <summary>A connection of which five events are lost, and the source says so.</summary>
    private static void Unseen(Stage stage, Conversation talk)
    {
        var attempt = talk.Tcp(talk.Places.Warehouse, 5432).Syn();
        talk.IsUnseen = stage.Settings.HasTrouble;
        attempt.Open().Send();
        talk.IsUnseen = false;
        attempt.Close();
        if (stage.Settings.HasTrouble)
        {
            stage.After(TimeSpan.FromMilliseconds(20), () => stage.Record(new TroubleStruck(stage.Now, new EventsLost(LossReason.PerfEventRingBuffer, 5))));
        }
    }

    private static void OutOfOrder(Stage stage)
    {
        var queue = FlowEnd.Of(stage.Pods.Identified(stage.Pods.Remote("data", "queue-0", "queue"))).Behind("data", "queue");
        var consume = new TryScript("orders_stream", "consume", 9);
        stage.PlayTries(8, consume, (1.0, Shuffled), (2.2, Shuffled), (3.1, Shuffled), (4.4, Shuffled));
        var commit = new TryScript("orders_stream", "commit", 8) { Reason = TryScript.Because(FailureCause.Refused, "data/queue", 5672) };
        stage.PlayTries(
            9,
            commit,
            (1.0, Shuffled),
            (3.0, talk => LateSyn(talk).ResetByServer()),
            (5.2, talk => LateSyn(talk).ResetByServer()));

        // What is told in order is seen in another: each event has a delay of its own. The agent waits two seconds for what is late, and a
        // busy machine takes its share of them.
        void Shuffled(Conversation talk)
        {
            var call = talk.Tcp(queue, 5672);
            talk.Delay = TimeSpan.FromMilliseconds(talk.Random.Between(0, 1_990));
            call.Open();
            talk.Delay = TimeSpan.FromMilliseconds(talk.Random.Between(0, 1_990));
            call.Send();
            talk.Delay = TimeSpan.FromMilliseconds(talk.Random.Between(0, 1_990));
            call.Close();
        }

        TcpPlay LateSyn(Conversation talk)
        {
            var attempt = talk.Tcp(queue, 5672);
            talk.Delay = TimeSpan.FromMilliseconds(1_200);
            attempt.Syn();
            talk.Delay = TimeSpan.Zero;
            return attempt;
        }
    }

    private static void Skewed(Stage stage)
    {
        var behind = new TryScript("clock_drift", "behind", 6)
        {
            Reason = TryScript.Because(FailureCause.PolicyDenied, LedgerName, 443),
            ClockAhead = TimeSpan.FromSeconds(-1),
        };
        stage.PlayTries(11, behind, (1.0, Topics.Warehouse), (4.0, Denied), (5.5, Denied));
        var ahead = new TryScript("clock_drift", "ahead", 6)
        {
            Reason = TryScript.Because(FailureCause.PolicyDenied, LedgerName, 443),
            ClockAhead = TimeSpan.FromSeconds(1),
        };
        stage.PlayTries(12, ahead, (1.3, Topics.Warehouse), (3.0, Denied), (4.4, Denied));
    }

    private static void Denied(Conversation talk) => talk.Tcp(Ledger, 443).Drop(DropReason.PolicyDenied, TrafficDirection.Egress, Policy);
}
