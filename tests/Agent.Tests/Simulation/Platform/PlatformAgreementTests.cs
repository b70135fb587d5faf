using Windsock.Agent.Simulation.Receiver;
using Windsock.Agent.Simulation.Reconciliation;
using Windsock.Agent.Simulation.Reconciliation.Alerts;
using Windsock.Agent.Simulation.Truth;
using Windsock.Agent.Simulation.World.Scenes.Platform;
using Windsock.Model.Tries;

namespace Windsock.Agent.Tests.Simulation.Platform;

/// <summary>Tasks that change the platform, as somebody sees them whom the platform tells nothing: their flows, tries and alerts agree with
/// the truth as those of all others do.</summary>
public sealed class PlatformAgreementTests
{
    private static readonly TimeSpan Played = TimeSpan.FromSeconds(50);

    public static TheoryData<int> Seeds => [.. Enumerable.Range(1, 6)];

    [Theory]
    [MemberData(nameof(Seeds))]
    public void Connections_tries_and_diagnoses_hold_without_a_word_of_the_platform(int seed)
    {
        var world = new DiagnosisAgreementTests.ToldWorld(SomePlatform.Settings(seed), hearsProxies: true, Played);

        Assert.All(ConnectionEquations.Of(world.Connections, world.Counted), equation => Assert.True(equation.Holds, equation.ToString()));
        Assert.All(TryEquations.Of(world.Tries, world.Counted), equation => Assert.True(equation.Holds, equation.ToString()));
        Assert.True(world.Diagnoses.Holds);
        Assert.All(world.Diagnoses.Rows, row => Assert.True(row.NamesThePeer, $"{row.True}: {row.TrueCause}, told {row.ToldCause} {row.Told?.Cause?.Sentence}"));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void Every_incident_is_told_and_nothing_else(int seed)
    {
        var events = SomePlatform.Played((int)Played.TotalSeconds, seed);
        var truth = new TruthLedger(hearsProxies: true);
        foreach (var happening in events)
        {
            truth.Observe(happening);
        }

        var messages = AlertAgreementTests.MessagesOf(events, hearsProxies: true);
        var report = AlertReport.Of(truth.Incidents, truth.Evidence, messages, new InboxFigures(messages.Length, 0, 0, 0, 0), SomeWorld.Noon, Played);

        Assert.True(report.IsComplete, string.Join('\n', report.Rows.Where(row => row is { IsDue: true, HasArrived: false }).Select(row => $"{row.True.Rule} {row.True.Subject} is not told")));
        Assert.True(report.FalseAlarms.IsEmpty, string.Join('\n', report.FalseAlarms));
        Assert.Contains(report.Rows, row => row.True is { Rule: "token_failures", Subject.DagId: CloudRunScene.Dag });
    }

    [Fact]
    public void A_lock_that_nobody_gives_back_is_an_incident_for_whoever_is_told_of_locks()
    {
        Assert.Equal(
            [("terraform_lock_stale", StateLockScene.Dag, 12.0), ("terraform_lock_contention", StateLockScene.Dag, 16.0)],
            Of(hearsPlatform: true).Select(one => (one.Rule, one.Subject.DagId, one.StruckAt.TotalSeconds)));
        Assert.Empty(Of(hearsPlatform: false));

        static IEnumerable<TrueIncident> Of(bool hearsPlatform)
        {
            var truth = new TruthLedger(hearsProxies: true, hearsPlatform);
            foreach (var happening in SomePlatform.Played((int)Played.TotalSeconds))
            {
                truth.Observe(happening);
            }

            return truth.Incidents.Where(incident => incident.Rule.StartsWith("terraform_", StringComparison.Ordinal));
        }
    }

    [Fact]
    public void What_is_to_be_known_of_a_failure_depends_on_whether_the_platform_tells()
    {
        Assert.Equal(
            [("create_admin_db", FailureCause.NoneSeen), ("render", FailureCause.Token), ("create_audit_db", FailureCause.NoneSeen), ("apply", FailureCause.NoneSeen), ("apply", FailureCause.NoneSeen)],
            Reasons(hearsPlatform: false).OrderBy(one => one.Task is "apply" ? 1 : 0));
        Assert.Equal(
            [("create_admin_db", FailureCause.Permission), ("render", FailureCause.Token), ("create_audit_db", FailureCause.ResourceNotReady), ("apply", FailureCause.NoneSeen), ("apply", FailureCause.StateLocked)],
            Reasons(hearsPlatform: true).OrderBy(one => one.Task is "apply" ? 1 : 0));

        static List<(string Task, FailureCause Cause)> Reasons(bool hearsPlatform)
        {
            var truth = new TruthLedger(hearsProxies: true, hearsPlatform);
            foreach (var happening in SomePlatform.Played((int)Played.TotalSeconds))
            {
                truth.Observe(happening);
            }

            return [.. truth.Tries.Where(one => one.Task.DagId is ClaimsScene.Dag or StateLockScene.Dag or CloudRunScene.Dag && one.Reason is not null).Select(one => (one.Task.TaskId, one.Reason!.Cause))];
        }
    }
}
