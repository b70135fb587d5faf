using Windsock.Agent.Simulation.World.Platform;
using Windsock.Model.Platform;
using Windsock.Model.Tries;

namespace Windsock.Agent.Simulation.World.Scenes.Platform;

/// <summary>DAG <c>invoice_pdfs</c> runs a job of Cloud Run, which works, and calls a service of Cloud Run with a token that was made
/// for another audience: 401, by the platform and not by the service.</summary>
internal sealed class CloudRunScene : IScene
{
    public const string Dag = "invoice_pdfs";

    /// <summary>Says that a token was sent and refused; codes alone do not.</summary>
    public const string Refusal = "The request was not authorized to invoke this service. The access token could not be verified. Read more at https://cloud.google.com/run/docs/securing/authenticating";

    private const string ServiceName = "pdf-render";
    private const string Principal = "invoicer@demo-project.iam.gserviceaccount.com";
    private const string Subject = "principal://iam.googleapis.com/projects/471100000000/locations/global/workloadIdentityPools/demo-project.svc.id.goog/subject/ns/airflow/sa/invoicer";

    private static readonly TimeSpan Period = TimeSpan.FromSeconds(60);
    private static readonly Site Tokens = new("sts.googleapis.com", "198.51.100.140");
    private static readonly Site Credentials = new("iamcredentials.googleapis.com", "198.51.100.141");
    private static readonly Site ControlPlane = new("run.googleapis.com", "198.51.100.142");
    private static readonly Site Service = new("pdf-render-q7dz3k2f4a-ew.a.run.app", "198.51.100.143");

    public void Begin(Stage stage) => stage.Every(TimeSpan.FromSeconds(9), Period, start => Play(stage, start));

    private static void Play(Stage stage, TimeSpan start)
    {
        var script = new TryScript(Dag, "render", 8) { Reason = TryScript.Because(FailureCause.Token, Service.Name, 443) };
        var work = new PlatformTry(stage, start, script, "invoicer", ApiCaller.Python, 1, start);
        work.Say(1.0, talk => talk.CallOutside(Tokens, "POST", "/v1/token", 200));
        work.Say(1.5, talk => talk.CallOutside(Credentials, "POST", $"/v1/projects/-/serviceAccounts/{Principal}:generateIdToken", 200));
        RunJob(stage, work, 2.0);
        Invoke(stage, work, 4.0);
        Invoke(stage, work, 7.0);
    }

    private static void RunJob(Stage stage, PlatformTry work, double second)
    {
        var job = $"projects/{CloudEntry.Project}/locations/{CloudEntry.Region}/jobs/collect-invoices";
        work.Say(second, talk => talk.CallOutside(ControlPlane, "POST", $"/v2/{job}:run", 200));
        work.Note(second, at => new CloudAsked(at, work.Task, PlatformSystem.CloudRun, CloudHostKind.Api, 200));
        stage.Log(
            work.At(second),
            new ControlRequest(stage.Random.Hex(16), stage.TimeOf(work.At(second)), ControlPlane.Name, "google.cloud.run.v2.Jobs.RunJob", job, "run.jobs.run", Principal, Subject),
            work.Pod);
    }

    /// <summary>The same trace id is in the request that the proxy saw and in the log of the cloud.</summary>
    private static void Invoke(Stage stage, PlatformTry work, double second)
    {
        var (trace, request) = (stage.Random.Hex(32), stage.Random.NextGuid());
        var latency = TimeSpan.FromMilliseconds(stage.Random.Between(3, 20));
        var url = $"https://{Service.Name}/render";
        work.Say(second, talk =>
        {
            talk.Lookup(talk.Me, Service.Name, 0, Service.Ip);
            talk.Tcp(Service.End, 443).Open().Request("POST", url, 401, request, trace).Close();
        });
        work.Note(second, at => new CloudAsked(at, work.Task, PlatformSystem.CloudRun, CloudHostKind.Service, 401));
        stage.Log(
            work.At(second),
            new ServiceRequest(stage.Random.Hex(16), stage.TimeOf(work.At(second)), ServiceName, "POST", url, 401, Refusal, trace, latency),
            work.Pod);
    }
}
