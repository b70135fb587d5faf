using Microsoft.AspNetCore.Http;
using Windsock.FlowCollector.Cluster;
using Windsock.FlowCollector.Cluster.Probing;

namespace Windsock.FlowCollector.Tests.Cluster.Probing;

public sealed class KubernetesProbeTests : IDisposable
{
    private static readonly AccessQuestion Question = new("watch", "", "pods");

    private readonly ScratchFolder _folder = new();

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("true", true)]
    [InlineData("false", false)]
    public async Task A_right_is_asked_for_as_a_review_of_oneself(string allowed, bool expected)
    {
        await using var server = (await FakeApiServer.StartAsync()).Answers(Answer.Text(201, $$$"""{"kind":"SelfSubjectAccessReview","status":{"allowed":{{{allowed}}}}}"""));
        using var probe = ProbeOf(server);

        Assert.Equal(new AccessAnswer(Question, expected, ""), await probe.MayAsync(Question, Stop));

        var request = await server.RequestAsync(1);
        Assert.Equal(("POST", "/apis/authorization.k8s.io/v1/selfsubjectaccessreviews"), (request.Method, request.Path));
        Assert.Equal(
            """{"apiVersion":"authorization.k8s.io/v1","kind":"SelfSubjectAccessReview","spec":{"resourceAttributes":{"verb":"watch","group":"","resource":"pods"}}}""", request.Body);
        Assert.Equal("Bearer secret", request.Headers["Authorization"]);
    }

    [Theory]
    [InlineData("""{"status":{"allowed":"yes"}}""")]
    [InlineData("""{"status":7}""")]
    [InlineData("""[]""")]
    [InlineData("<html>")]
    public async Task An_answer_that_is_no_review_says_neither_yes_nor_no(string body)
    {
        await using var server = (await FakeApiServer.StartAsync()).Answers(Answer.Text(201, body));
        using var probe = ProbeOf(server);

        var answer = await probe.MayAsync(Question, Stop);

        Assert.Null(answer.IsAllowed);
        Assert.Equal("create selfsubjectaccessreviews: the answer is no review", answer.Trouble);
    }

    [Theory]
    [InlineData(403, "Forbidden", ApiOutcome.Forbidden)]
    [InlineData(404, "NotFound", ApiOutcome.NotFound)]
    [InlineData(500, "InternalError", ApiOutcome.Failed)]
    public async Task A_refusal_is_an_answer_and_no_exception(int code, string reason, ApiOutcome outcome)
    {
        await using var server = (await FakeApiServer.StartAsync()).Answers(Answer.Status(code, reason, "not for you"));
        using var probe = ProbeOf(server);

        var answer = await probe.GetAsync("version", "get version", Stop);

        Assert.Equal((outcome, $"get version: HTTP {code} not for you"), (answer.Outcome, answer.Trouble));
    }

    [Fact]
    public async Task The_servers_clock_comes_with_the_answer()
    {
        await using var server = (await FakeApiServer.StartAsync()).Answers(context =>
        {
            context.Response.Headers.Date = "Sun, 01 Mar 2026 12:02:00 GMT";
            return context.Response.WriteAsync("{}", Stop);
        });
        using var probe = ProbeOf(server);

        Assert.Equal(new DateTimeOffset(2026, 3, 1, 12, 2, 0, TimeSpan.Zero), (await probe.GetAsync("version", "get version", Stop)).Date);
    }

    [Fact]
    public async Task Silence_is_given_up()
    {
        await using var server = (await FakeApiServer.StartAsync()).Answers(Answer.Silence);
        using var probe = ProbeOf(server, TimeSpan.FromMilliseconds(300));

        var answer = await probe.GetAsync("version", "get version", Stop).WaitAsync(TimeSpan.FromSeconds(60), Stop);

        Assert.Equal((ApiOutcome.Failed, $"get version: no answer from {probe.Server} within 0.3 s"), (answer.Outcome, answer.Trouble));
    }

    [Fact]
    public async Task Pods_of_a_namespace_come_with_the_mark_of_the_ambient_mesh()
    {
        const string Pod = """
            {"metadata":{"name":"a","namespace":"airflow","uid":"1","annotations":{"ambient.istio.io/redirection":"enabled","dag_id":"etl","other":"x"}},"spec":{},"status":{}}
            """;
        await using var server = (await FakeApiServer.StartAsync()).Answers(Answer.List("1", Pod));
        using var probe = ProbeOf(server);

        var (pods, answer) = await probe.ListPodsAsync("airflow", Stop);

        Assert.Equal(ApiOutcome.Answered, answer.Outcome);
        Assert.Equal(["ambient.istio.io/redirection", "dag_id"], Assert.Single(pods.Pods).Annotations.Keys.Order());
        var request = await server.RequestAsync(1);
        Assert.Equal(("/api/v1/namespaces/airflow/pods", "500"), (request.Path, request.Parameter("limit")));
    }

    [Fact]
    public async Task What_is_no_list_of_pods_is_told()
    {
        await using var server = (await FakeApiServer.StartAsync()).Answers(Answer.Text(200, "<html>"));
        using var probe = ProbeOf(server);

        var (pods, answer) = await probe.ListPodsAsync(null, Stop);

        Assert.Empty(pods.Pods);
        Assert.Equal("list pods: the answer is no list of pods", answer.Trouble);
    }

    private KubernetesProbe ProbeOf(FakeApiServer server, TimeSpan? timeout = null)
    {
        var kubeconfig = _folder.Write("kubeconfig", $$"""
            apiVersion: v1
            kind: Config
            current-context: test
            clusters: [{ name: test, cluster: { server: "{{server.Address.GetLeftPart(UriPartial.Authority)}}" } }]
            users: [{ name: test, user: { token: secret } }]
            contexts: [{ name: test, context: { cluster: test, user: test } }]
            """);
        return KubernetesProbe.Create(new KubernetesOptions { Kubeconfig = kubeconfig }, timeout ?? TimeSpan.FromSeconds(30), TimeProvider.System);
    }
}
