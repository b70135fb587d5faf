using Windsock.Detection.Tests.Tries;
using Windsock.Model.Findings;
using Windsock.Model.Identity;
using Windsock.Model.Platform;

namespace Windsock.Detection.Tests.Platform.Identities;

public sealed class LongLivedTokenTests
{
    private static readonly Owner Task = Watching.Owner();
    private static readonly Owner Worker = new() { Kind = OwnerKind.Component, Component = "worker", PodUid = "w", Namespace = "airflow", PodName = "worker-0", ServiceAccount = "worker" };

    private readonly IdentityScene _scene = new();

    [Fact]
    public void A_token_from_a_secret_is_told_with_the_task_that_used_it()
    {
        _scene.Ask(Task, LongLived(10));

        var finding = _scene.Only;
        Assert.Equal(("token_long_lived", Severity.Warning, "etl.load", "long-lived secret airflow/etl-token"), (finding.Rule, finding.Severity, finding.Subject.ToString(), finding.Cause));
        Assert.Equal("etl.load used secret airflow/etl-token as system:serviceaccount:airflow:etl-sa, a token that does not expire, to create secrets prod/db.", finding.Summary);
        Assert.Equal((true, "complete: kubernetes_audit recorded the action and the pod"), (finding.IsComplete, finding.Evidence));
    }

    [Fact]
    public void A_key_of_a_cloud_account_has_its_own_words()
    {
        _scene.Ask(Task, LongLived(10) with
        {
            Source = "cloud_logging",
            System = PlatformSystem.Google,
            Caller = new ActionCaller { Username = "etl@p.iam.gserviceaccount.com", LongLivedCredential = "//iam.googleapis.com/projects/p/serviceAccounts/etl/keys/1" },
        }, CallerEvidence.CloudIdentity);

        Assert.Contains("a key that does not expire", _scene.Only.Summary, StringComparison.Ordinal);
        Assert.Equal("cloud_logging recorded the action; the pod is inferred by cloud_identity", _scene.Only.Evidence);
    }

    [Fact]
    public void It_is_told_again_after_an_hour_while_it_is_used()
    {
        _scene.Ask(Task, LongLived(10)).Ask(Task, LongLived(20)).Ask(Task, LongLived(3_000));
        Assert.Single(_scene.Findings);

        _scene.Ask(Task, LongLived(3_700));
        Assert.Equal(2, _scene.Findings.Count);
    }

    [Fact]
    public void Airflows_own_accounts_and_those_that_tasks_use_are_told_without_a_task()
    {
        _scene.Ask(Worker, LongLived(10, "system:serviceaccount:airflow:worker"));
        Assert.Equal(("service account airflow/worker", ""), (_scene.Only.Subject.Name, _scene.Only.TryId));

        _scene.Show(Task, 11).Ask(null, LongLived(12));
        Assert.Equal("service account airflow/etl-sa", _scene.Findings[1].Subject.Name);
        Assert.Equal("kubernetes_audit recorded the action; which pod it was is not known", _scene.Findings[1].Evidence);
    }

    [Fact]
    public void Accounts_that_no_task_uses_are_nobodys_business()
    {
        _scene.Ask(null, LongLived(10)).Ask(null, LongLived(11, "somebody@example.com"));

        Assert.Empty(_scene.Findings);
    }

    [Fact]
    public void A_token_that_expires_is_no_finding()
    {
        _scene.Ask(Task, IdentityScene.Action(10));

        Assert.Empty(_scene.Findings);
    }

    [Fact]
    public void A_token_without_a_pod_from_a_tasks_own_address_was_brought_there()
    {
        _scene.Ask(Task, Unbound(10), CallerEvidence.SourceIp);

        Assert.Equal("token of system:serviceaccount:airflow:etl-sa without a pod", _scene.Only.Cause);
        Assert.Equal("kubernetes_audit recorded the action; the pod is inferred by source_ip", _scene.Only.Evidence);
    }

    [Theory]
    [InlineData(ActionGaps.NoPod)]
    [InlineData(ActionGaps.Cut)]
    public void Where_the_record_never_tells_the_pod_its_absence_says_nothing(ActionGaps gaps)
    {
        _scene.Ask(Task, Unbound(10) with { Gaps = gaps }, CallerEvidence.SourceIp);

        Assert.Empty(_scene.Findings);
    }

    [Fact]
    public void A_pod_that_is_only_inferred_by_its_account_has_shown_nothing_of_its_own()
    {
        _scene.Ask(Task, Unbound(10), CallerEvidence.ServiceAccount).Ask(Task, Unbound(11), CallerEvidence.Credential).Ask(null, Unbound(12));

        Assert.Empty(_scene.Findings);
    }

    private static PlatformAction LongLived(double at, string username = "system:serviceaccount:airflow:etl-sa") => IdentityScene.Action(at) with
    {
        Caller = new ActionCaller { Username = username, LongLivedCredential = "secret airflow/etl-token" },
    };

    private static PlatformAction Unbound(double at) => IdentityScene.Action(at) with { Caller = new ActionCaller { Username = "system:serviceaccount:airflow:etl-sa" } };
}
