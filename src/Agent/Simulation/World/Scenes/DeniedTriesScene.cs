using Windsock.Model.Flows;
using Windsock.Model.Tries;

namespace Windsock.Agent.Simulation.World.Scenes;

/// <summary>Tries that a network policy denies: on the way out, by a policy of their own namespace or for want of one that
/// allows it, and on the way in, by one of the server's. TCP sends its SYN again after 1 s and after 3 s; then the client gives up and tries once more.</summary>
internal sealed class DeniedTriesScene : IScene
{
    private static readonly PolicyName Egress = new("CiliumNetworkPolicy", "airflow-jobs", "deny-payments");
    private static readonly PolicyName Ingress = new("CiliumNetworkPolicy", "secrets", "vault-clients");

    public void Begin(Stage stage)
    {
        var payments = stage.Pods.Places.Payments;
        var invoices = new TryScript("invoices", "charge_cards", 7)
        {
            Reason = TryScript.Because(FailureCause.PolicyDenied, payments.Name, 443),
            Besides = new TalkProfile((1, Topics.ObjectStore)),
        };
        stage.PlayTries(
            7,
            invoices,
            (1.0, talk => talk.Resolve(payments.Name, 0, payments.Ip)),
            (1.1, talk => Refuse(talk, payments.End, 443, TrafficDirection.Egress, Egress)),
            (5.2, talk => Refuse(talk, payments.End, 443, TrafficDirection.Egress, Egress, isPatient: false)));

        // Denied because nothing allows it: then Cilium names no policy.
        var stock = new TryScript("inventory_feed", "post_stock", 7) { Reason = TryScript.Because(FailureCause.PolicyDenied, "data/feature-store", 6566) };
        stage.PlayTries(
            10,
            stock,
            (1.0, Topics.Warehouse),
            (3.0, talk => talk.Tcp(talk.Places.FeatureStore, 6566).Drop(DropReason.PolicyDenied).Wait(1).Drop(DropReason.PolicyDenied)),
            (5.9, talk => talk.Tcp(talk.Places.FeatureStore, 6566).Drop(DropReason.PolicyDenied)));

        var vaultPod = stage.Pods.Identified(stage.Pods.Stranger("secrets", "vault-0", "vault", new Workload("vault", "StatefulSet")));
        stage.Resident(vaultPod, new TalkProfile((1, Topics.Probed)));
        var vault = FlowEnd.Of(vaultPod).Behind("secrets", "vault");
        var rotation = new TryScript("secrets_rotation", "read_vault", 7)
        {
            Reason = TryScript.Because(FailureCause.PolicyDenied, "secrets/vault", 8200),
        };
        stage.PlayTries(
            8,
            rotation,
            (1.0, talk => Topics.Warehouse(talk)),
            (1.2, talk => Refuse(talk, vault, 8200, TrafficDirection.Ingress, Ingress)),
            (5.3, talk => Refuse(talk, vault, 8200, TrafficDirection.Ingress, Ingress, isPatient: false)));
    }

    private static void Refuse(Conversation talk, FlowEnd server, int port, TrafficDirection side, PolicyName policy, bool isPatient = true)
    {
        var attempt = talk.Tcp(server, port).Drop(DropReason.PolicyDenied, side, policy).Verdict(DropReason.PolicyDenied, side, policy);
        attempt.Wait(1).Drop(DropReason.PolicyDenied, side, policy);
        if (isPatient)
        {
            attempt.Wait(2).Drop(DropReason.PolicyDenied, side, policy);
        }
    }
}
