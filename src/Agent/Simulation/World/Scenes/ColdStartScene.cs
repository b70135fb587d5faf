using Windsock.Model.Flows;
using Windsock.Model.Tries;

namespace Windsock.Agent.Simulation.World.Scenes;

/// <summary>Pods that talk before Cilium has computed their policy: their first packets are dropped, later ones pass. One task
/// gives up before that and fails; another tries again and succeeds.</summary>
internal sealed class ColdStartScene : IScene
{
    public void Begin(Stage stage)
    {
        var hasty = new TryScript("cold_start", "check_schema", 4) { Reason = TryScript.Because(FailureCause.IdentityNotReady, "data/warehouse", 5432) };
        stage.PlayTries(
            14,
            hasty,
            (0.2, talk => talk.Tcp(talk.Places.Warehouse, 5432).Drop(DropReason.PolicyDenied).Wait(1).Drop(DropReason.PolicyDenied)),
            (0.3, talk => talk.Tcp(talk.Places.Warehouse, 5432).Drop(DropReason.PolicyDenied)),
            (3.2, Topics.Warehouse));

        var patient = new TryScript("cold_start", "load_small", 6);
        stage.PlayTries(
            13,
            patient,
            (0.2, talk => talk.Tcp(talk.Places.Warehouse, 5432).Drop(DropReason.PolicyDenied).Wait(1).Open().Close()),
            (2.5, Topics.Warehouse),
            (4.0, Topics.Warehouse));
    }
}
