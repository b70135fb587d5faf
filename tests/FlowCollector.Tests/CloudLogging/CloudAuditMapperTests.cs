using Windsock.FlowCollector.CloudLogging.Mapping;
using Windsock.FlowCollector.KubernetesAudit;
using Windsock.Model.Platform;

namespace Windsock.FlowCollector.Tests.CloudLogging;

public sealed class CloudAuditMapperTests
{
    [Fact]
    public void A_job_that_is_run_is_told_with_the_chain_of_identities_and_the_key() => Assert.Equal(
        """
        what: cloud_run runjob jobs.run.googleapis.com acme-data/report
        project or namespace: acme-data
        came of it: succeeded 0
        who: jobs@acme-data.iam.gserviceaccount.com
        through: airflow@acme-data.iam.gserviceaccount.com > principal://iam.googleapis.com/projects/1/locations/global/workloadIdentityPools/p/subject/ns/airflow
        with: //iam.googleapis.com/projects/acme-data/serviceAccounts/airflow@acme-data.iam.gserviceaccount.com/keys/a378358365ff
        from: 2001:db8::17
        agent: grpc-python/1.62.1 gapic/0.10.5,gzip(gfe)
        at: 2026-03-01T12:00:05.5000000+00:00
        source: cloud_logging 1dy9ihte4iyjz
        """,
        ActionText.Of(SomeEntries.Action(SomeEntries.RunJob)));

    [Fact]
    public void A_permission_that_is_missing_is_named()
    {
        var action = SomeEntries.Action(SomeEntries.With(
            SomeEntries.RunJob,
            ("protoPayload|status", new { code = 7, message = "Permission 'run.jobs.run' denied on resource 'projects/acme-data/locations/europe-west1/jobs/report' (or resource may not exist)." }),
            ("protoPayload|authorizationInfo", new object[] { new { granted = true, permission = "run.jobs.get" }, new { permission = "run.jobs.run" } })));

        Assert.Equal((ActionOutcome.Denied, 403, "PERMISSION_DENIED", "run.jobs.run was not granted"), (action.Outcome, action.Code, action.Reason, action.DecisionReason));
    }

    [Theory]
    [InlineData("Request is missing required authentication credential. Expected OAuth 2 access token", ActionOutcome.MissingToken)]
    [InlineData("Request had invalid authentication credentials. Expected OAuth 2 access token", ActionOutcome.TokenRefused)]
    [InlineData("ID token has expired", ActionOutcome.TokenRefused)]
    public void A_token_that_was_refused_is_not_one_that_is_missing(string message, ActionOutcome outcome) =>
        Assert.Equal(outcome, SomeEntries.Action(SomeEntries.With(SomeEntries.RunJob, ("protoPayload|status", new { code = 16, message }))).Outcome);

    [Fact]
    public void The_end_of_an_operation_is_an_action_only_when_it_failed()
    {
        var end = SomeEntries.With(SomeEntries.RunJob, ("operation", new { id = "x", last = true }));
        var failed = SomeEntries.With(end, ("protoPayload|status", new { code = 13, message = "out of quota" }));

        Assert.Equal(IgnoredReason.Stage, SomeEntries.Map(end).Ignored);
        Assert.Equal(ActionOutcome.Failed, SomeEntries.Action(failed).Outcome);
    }

    [Fact]
    public void An_execution_that_failed_is_told_by_google_itself_without_a_caller()
    {
        var ended = SomeEntries.With(
            SomeEntries.RunJob,
            ("logName", "projects/acme-data/logs/cloudaudit.googleapis.com%2Fsystem_event"),
            ("protoPayload|methodName", "/Jobs.RunJob"),
            ("protoPayload|resourceName", "namespaces/acme-data/executions/report-x7k2p"),
            ("protoPayload|authenticationInfo", null),
            ("protoPayload|requestMetadata", null),
            ("operation", null));
        var failed = SomeEntries.Action(SomeEntries.With(ended, ("protoPayload|status", new { code = 10, message = "Execution report-x7k2p has failed to complete, 0/1 tasks were a success." })));

        Assert.Equal(IgnoredReason.Stage, SomeEntries.Map(ended).Ignored);
        Assert.Equal(
            """
            what: cloud_run runjob executions.run.googleapis.com acme-data/report-x7k2p
            project or namespace: acme-data
            came of it: failed 409 ABORTED
            message: Execution report-x7k2p has failed to complete, 0/1 tasks were a success.
            at: 2026-03-01T12:00:05.5000000+00:00
            gaps: NoCaller
            source: cloud_logging 1dy9ihte4iyjz
            """,
            ActionText.Of(failed));
    }

    [Fact]
    public void A_perimeter_that_refuses_denies()
    {
        var action = SomeEntries.Action(SomeEntries.With(
            SomeEntries.RunJob, ("logName", "folders/12/logs/cloudaudit.googleapis.com%2Fpolicy"), ("protoPayload|status", new { code = 7, message = "Request is prohibited by organization's policy." })));

        Assert.Equal((ActionOutcome.Denied, "Request is prohibited by organization's policy."), (action.Outcome, action.Message));
    }

    [Theory]
    [InlineData("storage.googleapis.com", "storage.objects.get", "projects/_/buckets/lake/objects/raw/2026/03/x.parquet", "google get objects.storage.googleapis.com acme-data/raw/2026/03/x.parquet")]
    [InlineData("secretmanager.googleapis.com", "google.cloud.secretmanager.v1.SecretManagerService.AccessSecretVersion", "projects/42/secrets/db/versions/3", "google accesssecretversion versions.secretmanager.googleapis.com 42/3")]
    [InlineData("iamcredentials.googleapis.com", "GenerateAccessToken", "projects/-/serviceAccounts/a@p.iam.gserviceaccount.com", "google generateaccesstoken serviceAccounts.iamcredentials.googleapis.com acme-data/a@p.iam.gserviceaccount.com")]
    [InlineData("run.googleapis.com", "google.cloud.run.v1.Services.ListServices", "namespaces/acme-data/services", "cloud_run listservices services.run.googleapis.com")]
    [InlineData("compute.googleapis.com", "v1.compute.instances.list", "//compute.googleapis.com/projects/acme-data/zones/a/instances/i", "google list instances.compute.googleapis.com acme-data/i")]
    [InlineData("sqladmin.googleapis.com", "cloudsql.instances.get", "db-1", "google get cloud_run_job.sqladmin.googleapis.com acme-data/db-1")]
    [InlineData("sqladmin.googleapis.com", "cloudsql.instances.get", "", "google get cloud_run_job.sqladmin.googleapis.com")]
    public void Every_service_of_the_cloud_is_taken(string service, string method, string resource, string expected)
    {
        var action = SomeEntries.Action(SomeEntries.With(
            SomeEntries.RunJob,
            ("logName", "projects/acme-data/logs/cloudaudit.googleapis.com%2Fdata_access"),
            ("protoPayload|serviceName", service),
            ("protoPayload|methodName", method),
            ("protoPayload|resourceName", resource)));

        Assert.Equal(expected, $"{PlatformNames.Of(action.System)} {action.Verb} {action.Target}");
    }

    [Theory]
    [InlineData("gce-internal-ip")]
    [InlineData("private")]
    [InlineData("1.2.3.4.5")]
    public void What_google_writes_in_place_of_an_address_is_none(string ip) =>
        Assert.True(SomeEntries.Action(SomeEntries.With(SomeEntries.RunJob, ("protoPayload|requestMetadata|callerIp", ip))).Caller.SourceIp.IsNone);

    [Fact]
    public void A_principal_without_an_email_is_known_by_its_subject() => Assert.Equal(
        "principal://iam.googleapis.com/x",
        SomeEntries.Action(SomeEntries.With(SomeEntries.RunJob, ("protoPayload|authenticationInfo", new { principalSubject = "principal://iam.googleapis.com/x" }))).Caller.Username);

    [Fact]
    public void The_body_of_a_request_is_never_kept() => Assert.DoesNotContain("hunter2", SomeEntries.Action(SomeEntries.RunJob).ToString(), StringComparison.Ordinal);

    [Theory]
    [InlineData("projects/acme-data/logs/run.googleapis.com%2Fstderr")]
    [InlineData("projects/acme-data/logs/cloudaudit.googleapis.com%2Faccess_transparency")]
    [InlineData("somewhere")]
    [InlineData("")]
    public void Other_logs_are_ignored(string log)
    {
        var mapped = SomeEntries.Map(SomeEntries.With(SomeEntries.RunJob, ("logName", log)));

        Assert.Equal((EntryKind.Other, null, IgnoredReason.Other), (mapped.Kind, mapped.Action, mapped.Ignored));
    }

    [Theory]
    [InlineData("protoPayload", null)]
    [InlineData("protoPayload|@type", "type.googleapis.com/google.cloud.aiplatform.v1.Thing")]
    [InlineData("protoPayload|serviceName", null)]
    [InlineData("protoPayload|methodName", "")]
    public void Without_what_makes_it_an_audit_log_it_is_malformed(string path, string? value)
    {
        var mapped = SomeEntries.Map(SomeEntries.With(SomeEntries.RunJob, (path, value)));

        Assert.Equal((EntryKind.CloudAudit, null, null), (mapped.Kind, mapped.Action, mapped.Ignored));
    }

    [Theory]
    [InlineData(0, ActionOutcome.Succeeded, 0)]
    [InlineData(1, ActionOutcome.Failed, 499)]
    [InlineData(2, ActionOutcome.Failed, 500)]
    [InlineData(3, ActionOutcome.Invalid, 400)]
    [InlineData(4, ActionOutcome.Failed, 504)]
    [InlineData(5, ActionOutcome.NotFound, 404)]
    [InlineData(6, ActionOutcome.Conflict, 409)]
    [InlineData(7, ActionOutcome.Denied, 403)]
    [InlineData(8, ActionOutcome.Throttled, 429)]
    [InlineData(9, ActionOutcome.Invalid, 400)]
    [InlineData(10, ActionOutcome.Conflict, 409)]
    [InlineData(11, ActionOutcome.Invalid, 400)]
    [InlineData(12, ActionOutcome.Failed, 501)]
    [InlineData(13, ActionOutcome.Failed, 500)]
    [InlineData(14, ActionOutcome.Failed, 503)]
    [InlineData(15, ActionOutcome.Failed, 500)]
    [InlineData(16, ActionOutcome.MissingToken, 401)]
    [InlineData(17, ActionOutcome.Unknown, 0)]
    [InlineData(-1, ActionOutcome.Unknown, 0)]
    [InlineData(403, ActionOutcome.Denied, 403)]
    [InlineData(429, ActionOutcome.Throttled, 429)]
    [InlineData(200, ActionOutcome.Succeeded, 200)]
    public void Codes_of_grpc_have_their_status_and_a_status_of_http_is_one(int code, ActionOutcome outcome, int http)
    {
        var verdict = GrpcVerdict.Of(code);

        Assert.Equal((outcome, http), (verdict.Outcome, verdict.Http));
        Assert.Equal(code is > 0 and <= 16, verdict.Word.Length > 0);
    }

    [Theory]
    [InlineData("runjob", PlatformSystem.CloudRun, true)]
    [InlineData("getjob", PlatformSystem.CloudRun, false)]
    [InlineData("listbuckets", PlatformSystem.Google, false)]
    [InlineData("getjob", PlatformSystem.Kubernetes, true)]
    [InlineData("get", PlatformSystem.Kubernetes, false)]
    public void Reads_of_a_cloud_are_no_writes(string verb, PlatformSystem system, bool isWrite) =>
        Assert.Equal(isWrite, (SomeEntries.Action(SomeEntries.RunJob) with { Verb = verb, System = system }).IsWrite);
}
