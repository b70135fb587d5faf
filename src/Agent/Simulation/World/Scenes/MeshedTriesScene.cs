using Windsock.Model.Calls;
using Windsock.Model.Flows;
using Windsock.Model.Tries;

namespace Windsock.Agent.Simulation.World.Scenes;

/// <summary>Tries that fail of what a service mesh does: an authorization policy, a certificate that has expired, a token for another
/// audience, a server that takes mutual TLS only. Without the proxies' word the packets show nothing of it, but for the last.</summary>
internal sealed class MeshedTriesScene : IScene
{
    private static readonly TrueReason NothingSeen = TryScript.Because(FailureCause.NoneSeen);

    public void Begin(Stage stage)
    {
        Forbidden(stage);
        Expired(stage);
        WrongAudience(stage);
        InTheClear(stage);
    }

    private static void Forbidden(Stage stage)
    {
        const string Policy = "rbac_access_denied_matched_policy[ns[finance]-policy[deny-batch]-rule[0]]";
        var payroll = Local(stage, "finance", "payroll-8c7d6f5b9-n4q8w", "payroll");
        Play(
            stage,
            8,
            new TryScript("mesh_payroll", "read_salaries", 7) { Reason = TryScript.Because(FailureCause.Permission, "finance/payroll", 8080) with { Unheard = NothingSeen } },
            (1.0, talk => Ask(talk, payroll, "GET", "/periods")),
            (4.0, talk => Deny(talk)),
            (5.6, talk => Deny(talk)));

        void Deny(Conversation talk) => talk.Mesh(payroll).Open().Denied("GET", "/salaries", Policy).Close();
    }

    private static void Expired(Stage stage)
    {
        var rates = Remote(stage, "finance", "rates-6b9d8c7f5-z2x4c", "rates");
        Play(
            stage,
            9,
            new TryScript("mesh_rates", "fetch_rates", 6) { Reason = TryScript.Because(FailureCause.Tls, "finance/rates", 8080) with { Unheard = NothingSeen } },
            (1.0, Untrusted),
            (2.4, Untrusted),
            (4.9, Untrusted));

        void Untrusted(Conversation talk) => MeshPlay.Untrusted(
            talk, rates, "GET", "/eur", "X509_verify_cert: certificate verification error at depth 0: certificate has expired");
    }

    private static void WrongAudience(Stage stage)
    {
        var reports = Local(stage, "finance", "statements-7f8b6d5c4-j9k4l", "statements");
        Play(
            stage,
            10,
            new TryScript("mesh_statements", "post_statement", 6) { Reason = TryScript.Because(FailureCause.Token, "finance/statements", 8080) with { Unheard = NothingSeen } },
            (1.2, Post),
            (3.0, Post),
            (5.1, Post));

        void Post(Conversation talk) =>
            talk.Mesh(reports).Open().Denied("POST", "/statements", "jwt_authn_access_denied{Audiences_in_Jwt_are_not_allowed}").Close();
    }

    private static void InTheClear(Stage stage)
    {
        var tax = Remote(stage, "finance", "tax-5d4c8b7f6-w8g6r", "tax");
        Play(
            stage,
            11,
            new TryScript("mesh_tax", "file_return", 6) { Reason = TryScript.Because(FailureCause.Reset, "finance/tax", 8080) },
            (1.0, Break),
            (2.6, Break),
            (5.0, Break));

        void Break(Conversation talk) => talk.Mesh(tax, TlsMode.Plaintext).Open().BrokenOff("POST", "/returns");
    }

    private static void Play(Stage stage, int second, TryScript script, params IReadOnlyList<(double Second, Action<Conversation> Topic)> acts) =>
        stage.PlayTries(second, script with { Sidecar = Sidecar.Current }, acts);

    private static void Ask(Conversation talk, MeshService service, string method, string path) =>
        talk.Mesh(service).Open().Request(method, path, 200, 0, 2_311).Close();

    private static MeshService Local(Stage stage, string ns, string podName, string app)
    {
        var pod = stage.Pods.Identified(PodMaker.Meshed(stage.Pods.Stranger(ns, podName, app, new Workload(app, "Deployment"))));
        stage.Resident(pod, TalkProfile.Silent);
        return Service(ns, app, pod);
    }

    private static MeshService Remote(Stage stage, string ns, string podName, string app) =>
        Service(ns, app, stage.Pods.Identified(PodMaker.Meshed(stage.Pods.Remote(ns, podName, app))));

    private static MeshService Service(string ns, string app, SimulatedPod pod) => new(new ServiceName(ns, app), 80, 8080, pod);
}
