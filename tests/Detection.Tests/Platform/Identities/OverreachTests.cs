using Windsock.Detection.Tests.Anomalies;
using Windsock.Detection.Tests.Tries;
using Windsock.Model.Findings;
using Windsock.Model.Identity;
using Windsock.Model.Platform;

namespace Windsock.Detection.Tests.Platform.Identities;

public sealed class OverreachTests
{
    private const double Day = 86_400;

    private static readonly Owner Etl = Watching.Owner();
    private static readonly Owner Billing = Watching.Owner("b", dag: "billing");
    private static readonly Owner Worker = new() { Kind = OwnerKind.Component, Component = "worker", PodUid = "w", Namespace = "airflow", ServiceAccount = "etl-sa" };

    private readonly IdentityScene _scene = new();

    [Fact]
    public void A_right_that_one_DAG_alone_uses_of_a_shared_account_is_told_after_a_week()
    {
        Learn();
        _scene.Ask(Etl, IdentityScene.Action(6.9 * Day));
        Assert.Empty(_scene.Findings);

        _scene.Ask(Etl, IdentityScene.Action(7.1 * Day) with { DecisionReason = "RBAC: allowed by RoleBinding \"secrets/prod\"" });

        var finding = _scene.Only;
        Assert.Equal(("identity_overreach", Severity.Warning, "etl", "create secrets in prod through airflow/etl-sa"), (finding.Rule, finding.Severity, finding.Subject.ToString(), finding.Cause));
        Assert.Equal("Only DAG etl uses create secrets in prod through airflow/etl-sa; billing may do so too, and in 7 days never did.", finding.Summary);
        Assert.EndsWith("It comes from: RBAC: allowed by RoleBinding \"secrets/prod\"", finding.Mend, StringComparison.Ordinal);
        Assert.False(finding.IsComplete);
    }

    [Fact]
    public void It_is_told_once_and_over_when_another_DAG_uses_it()
    {
        Learn();
        _scene.Ask(Etl, IdentityScene.Action(8 * Day)).Ask(Etl, IdentityScene.Action(9 * Day)).Ask(Billing, IdentityScene.Action(10 * Day)).Ask(Etl, IdentityScene.Action(11 * Day));

        var clear = Assert.Single(_scene.Clears);
        Assert.Equal((_scene.Only.Subject, _scene.Only.Cause), (clear.Subject, clear.Cause));
    }

    [Fact]
    public void An_account_of_one_DAG_alone_is_its_own_affair()
    {
        for (var number = 0; number < 40; number++)
        {
            _scene.Ask(Etl, IdentityScene.Action(number * Day));
        }

        Assert.Empty(_scene.Findings);
    }

    [Fact]
    public void Pods_under_the_account_share_it_whether_they_ask_for_anything_or_not()
    {
        _scene.Show(Billing, 1);
        for (var number = 0; number < 40; number++)
        {
            _scene.Ask(Etl, IdentityScene.Action(number * Day));
        }

        Assert.Contains("billing may do so too", _scene.Only.Summary, StringComparison.Ordinal);
    }

    [Fact]
    public void Too_few_actions_teach_nothing()
    {
        _scene.Ask(Billing, IdentityScene.Action(0, "list", "pods")).Ask(Etl, IdentityScene.Action(8 * Day));

        Assert.Empty(_scene.Findings);
    }

    [Fact]
    public void What_somebody_unknown_did_with_the_account_may_have_been_any_DAG()
    {
        Learn();
        _scene.Ask(Worker, IdentityScene.Action(1 * Day)).Ask(null, IdentityScene.Action(1 * Day, "delete")).Ask(Etl, IdentityScene.Action(8 * Day)).Ask(Etl, IdentityScene.Action(8 * Day, "delete"));

        Assert.Empty(_scene.Findings);
    }

    [Theory]
    [InlineData(ActionOutcome.Denied)]
    [InlineData(ActionOutcome.TokenRefused)]
    [InlineData(ActionOutcome.Throttled)]
    [InlineData(ActionOutcome.Unknown)]
    public void What_was_not_allowed_is_no_right(ActionOutcome outcome)
    {
        Learn();
        _scene.Ask(Etl, IdentityScene.Action(8 * Day) with { Outcome = outcome });

        Assert.Empty(_scene.Findings);
    }

    [Fact]
    public void Rights_that_everybody_has_and_those_of_another_are_not_the_accounts()
    {
        Learn();
        var action = IdentityScene.Action(8 * Day);
        _scene.Ask(Etl, action with { Target = new ActionTarget("", "/version", "", "", "") })
            .Ask(Etl, action with { Target = new ActionTarget("authorization.k8s.io", "selfsubjectaccessreviews", "", "", "") })
            .Ask(Etl, action with { Caller = action.Caller with { ImpersonatedUsername = "admin" } });

        Assert.Empty(_scene.Findings);
    }

    [Theory]
    [InlineData("get", "configmaps", Severity.Info)]
    [InlineData("get", "secrets", Severity.Warning)]
    [InlineData("delete", "pods", Severity.Warning)]
    public void Reading_is_to_be_looked_up_and_the_rest_to_be_looked_at(string verb, string resource, Severity severity)
    {
        Learn();
        _scene.Ask(Etl, IdentityScene.Action(8 * Day, verb, resource, "other"));

        Assert.Equal(severity, _scene.Only.Severity);
    }

    [Fact]
    public void A_principal_of_a_cloud_is_an_account_too()
    {
        const string Robot = "etl@p.iam.gserviceaccount.com";
        for (var number = 0; number < 25; number++)
        {
            _scene.Ask(number % 2 == 0 ? Etl : Billing, IdentityScene.Action(number, "runjob", "jobs", "p", Robot));
        }

        _scene.Ask(Etl, IdentityScene.Action(8 * Day, "deletejob", "jobs", "p", Robot));

        Assert.Equal($"deletejob jobs in p through {Robot}", _scene.Only.Cause);
    }

    [Fact]
    public void Rights_past_the_limit_are_not_remembered_and_not_told()
    {
        Learn();
        for (var number = 0; number < 2_000; number++)
        {
            _scene.Ask(Etl, IdentityScene.Action(2 * Day, "get", $"kind{number}"));
        }

        _scene.Ask(Etl, IdentityScene.Action(8 * Day, "delete", "late"));
        Assert.Empty(_scene.Findings);
    }

    [Fact]
    public void What_was_learned_outlives_a_restart()
    {
        var store = new MemoryStore();
        var before = new IdentityScene(store: store);
        for (var number = 0; number < 25; number++)
        {
            before.Ask(number % 2 == 0 ? Etl : Billing, IdentityScene.Action(number, "list", "pods"));
        }

        before.Until(700);
        var after = new IdentityScene(store: store);
        after.Ask(Etl, IdentityScene.Action(8 * Day, "list", "pods")).Ask(Billing, IdentityScene.Action(8 * Day)).Ask(Etl, IdentityScene.Action(8 * Day, "watch"));

        Assert.Equal(["billing", "etl"], after.Findings.Select(finding => finding.Subject.DagId));
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("{\"version\":2,\"accounts\":[]}")]
    [InlineData("{\"version\":1,\"accounts\":[{\"name\":\"a\"}]}")]
    [InlineData("[")]
    public void What_cannot_be_read_is_set_aside_and_learned_anew(string content)
    {
        var store = new MemoryStore();
        store.Write("rights-node", System.Text.Encoding.UTF8.GetBytes(content));

        new IdentityScene(store: store).Ask(Etl, IdentityScene.Action(8 * Day));

        Assert.Null(store.Read("rights-node"));
    }

    [Fact]
    public void Turned_off_it_says_nothing()
    {
        var scene = new IdentityScene(options => options.IdentityOverreach.Enabled = false);
        scene.Show(Billing, 1);
        for (var number = 0; number < 40; number++)
        {
            scene.Ask(Etl, IdentityScene.Action(number * Day));
        }

        Assert.Empty(scene.Findings);
    }

    /// <summary>Two DAGs list pods through one account.</summary>
    private void Learn()
    {
        for (var number = 0; number < 25; number++)
        {
            _scene.Ask(number % 2 == 0 ? Etl : Billing, IdentityScene.Action(number, "list", "pods"));
        }
    }
}
