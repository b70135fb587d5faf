using Microsoft.AspNetCore.Http;
using Windsock.FlowCollector.Cluster.Access;
using Windsock.FlowCollector.Cluster.Api;
using Windsock.Pipeline.Sinks;
using Windsock.Testing;

namespace Windsock.FlowCollector.Tests.Cluster;

public sealed class KubernetesWriterTests
{
    private const string Path = "api/v1/namespaces/airflow/events";

    [Fact]
    public async Task An_object_is_posted_with_the_credential_of_the_agent()
    {
        await using var server = (await FakeApiServer.StartAsync()).Answers(Answer.Text(201, "{}"));

        Assert.Equal(Delivery.Delivered, await CreateAsync(server, token: "secret"));

        var request = await server.RequestAsync(1);
        Assert.Equal(("POST", "/" + Path, """{"kind":"Event"}"""), (request.Method, request.Path, request.Body));
        Assert.Equal(("Bearer secret", "application/json"), (request.Headers["Authorization"], request.Headers["Content-Type"]));
    }

    [Fact]
    public async Task An_object_that_is_there_already_is_delivered()
    {
        await using var server = (await FakeApiServer.StartAsync()).Answers(Answer.Status(409, "AlreadyExists", "events x already exists"));

        Assert.Equal(Delivery.Delivered, await CreateAsync(server));
    }

    [Fact]
    public async Task A_missing_right_is_final_and_names_verb_resource_and_manifest()
    {
        await using var server = (await FakeApiServer.StartAsync()).Answers(Answer.Status(403, "Forbidden", "events is forbidden"));

        var delivery = await CreateAsync(server);

        Assert.Equal(DeliveryOutcome.Rejected, delivery.Outcome);
        Assert.Equal("'create' on events is not granted: apply deploy/daemonset/base/rbac.yaml (create events: HTTP 403 events is forbidden)", delivery.Why);
    }

    [Fact]
    public async Task An_object_that_the_server_refuses_is_not_sent_again()
    {
        await using var server = (await FakeApiServer.StartAsync()).Answers(Answer.Status(422, "Invalid", "Event is invalid"));

        Assert.Equal(Delivery.Rejected("create events: HTTP 422 Event is invalid"), await CreateAsync(server));
    }

    [Fact]
    public async Task A_busy_server_is_asked_again_when_it_says()
    {
        await using var server = (await FakeApiServer.StartAsync()).Answers(Answer.Throttled(7), Answer.Status(500, "InternalError", "etcd"));

        var throttled = await CreateAsync(server);
        Assert.Equal((DeliveryOutcome.Retryable, TimeSpan.FromSeconds(7)), (throttled.Outcome, throttled.RetryAfter));
        Assert.Equal(DeliveryOutcome.Retryable, (await CreateAsync(server)).Outcome);
    }

    [Fact]
    public async Task A_server_that_does_not_answer_costs_ten_seconds_and_is_asked_again()
    {
        Func<HttpContext, Task> hang = context => Task.Delay(Timeout.Infinite, (CancellationToken)context.Items["stop"]!);
        await using var server = (await FakeApiServer.StartAsync()).Answers(hang);
        var time = new ManualTime();
        var waiting = CreateAsync(server, time);
        await server.RequestAsync(1);

        time.Advance(TimeSpan.FromSeconds(11));

        Assert.Equal(Delivery.Retryable("create events: no answer within 10 s"), await waiting.WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken));
    }

    private static async Task<Delivery> CreateAsync(FakeApiServer server, TimeProvider? time = null, string? token = null)
    {
        var clock = time ?? TimeProvider.System;
        using var scratch = new ScratchFolder();
        var credential = token is null ? null : SecretText.Inline(token, "a test");
        using var api = new KubernetesApi(new ApiAccess(server.Address, null, new ConfiguredCredential(credential, null, null, clock)));
        return await new KubernetesWriter(api, clock).CreateAsync(Path, "events", """{"kind":"Event"}"""u8.ToArray(), TestContext.Current.CancellationToken);
    }
}
