using System.Collections.Immutable;

namespace Windsock.Agent.Simulation.World.Scenes;

/// <summary>DAG <c>crm sync</c>: a KubernetesPodOperator started from a Celery worker. No executor pod shows its raw ids, so the
/// label-safe DAG id is all there is. Its API answers with every kind of error.</summary>
internal sealed class HttpErrorsScene : IScene
{
    private static readonly ImmutableArray<int> Codes = [200, 200, 200, 200, 401, 403, 429, 429, 500, 503];
    private static readonly ImmutableArray<string> Methods = ["GET", "GET", "POST", "PATCH", "DELETE"];
    private static readonly TimeSpan Period = TimeSpan.FromSeconds(16);

    public void Begin(Stage stage) => Run(stage, TimeSpan.FromSeconds(1));

    private static void Run(Stage stage, TimeSpan start)
    {
        var run = new TaskRun("airflow-jobs", "crm sync", "pull_contacts", TaskRun.Scheduled(stage.TimeOf(start)));
        var known = TrueOwner.Task(run.Namespace, LabelSafe.Of(run.DagId), run.TaskId);
        var profile = new TalkProfile(
            (6, talk => talk.CallOutside(talk.Places.Crm, talk.Random.Pick(Methods), "/v3/contacts", talk.Random.Pick(Codes))),
            (1, Topics.UnknownName),
            (1, Topics.ServerFailure));
        stage.Play(stage.Pods.Identified(stage.Pods.Operator(run, "2.10.5", known)), new PodPlan(start, TimeSpan.FromSeconds(13), profile));
        stage.At(start + Period, () => Run(stage, start + Period));
    }
}
