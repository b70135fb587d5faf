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

        Assert.Equal(
            Delivery.Rejected("the Kubernetes API does not allow 'create' on events to a test: apply deploy/daemonset/base/rbac.yaml, which grants it"),
            await CreateAsync(server, token: "secret"));
    }

    [Fact]
    public async Task A_namespace_that_is_being_deleted_is_not_taken_for_a_missing_right()
    {
        await using var server = (await FakeApiServer.StartAsync()).Answers(
            Answer.Status(403, "Forbidden", "unable to create new content in namespace airflow because it is being terminated"));

        Assert.Equal(
            Delivery.Rejected("create events: HTTP 403 unable to create new content in namespace airflow because it is being terminated"),
            await CreateAsync(server));
    }

    [Fact]
    public async Task A_conflict_that_is_not_about_the_name_is_tried_again()
    {
        await using var server = (await FakeApiServer.StartAsync()).Answers(
            Answer.Status(409, "Conflict", "Operation cannot be fulfilled on resourcequotas: the object has been modified"));

        Assert.Equal(DeliveryOutcome.Retryable, (await CreateAsync(server)).Outcome);
    }

    [Fact]
    public async Task A_credential_that_was_renewed_meanwhile_is_shown_within_the_same_attempt_and_one_that_was_not_is_named()
    {
        var refusal = Answer.Status(401, "Unauthorized", "Unauthorized");
        await using var server = (await FakeApiServer.StartAsync()).Answers(refusal, Answer.Text(201, "{}"), refusal, refusal);

        Assert.Equal(Delivery.Delivered, await CreateAsync(server, token: "secret"));

        var refused = await CreateAsync(server, token: "secret");
        Assert.Equal(DeliveryOutcome.Retryable, refused.Outcome);
        Assert.Contains("credential of a test for 'create' on events", refused.Why, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", refused.Why, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_server_that_is_not_there_is_asked_again()
    {
        var server = await FakeApiServer.StartAsync();
        var address = server.Address;
        await server.DisposeAsync();

        var delivery = await CreateAsync(address);
        Assert.Equal(DeliveryOutcome.Retryable, delivery.Outcome);
        Assert.StartsWith($"create events: no connection to {address.GetLeftPart(UriPartial.Authority)}", delivery.Why, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_answer_without_end_is_not_read_to_its_end()
    {
        Func<HttpContext, Task> endless = async context =>
        {
            context.Response.StatusCode = 500;
            var stop = (CancellationToken)context.Items["stop"]!;
            while (true)
            {
                await context.Response.Body.WriteAsync(new byte[4096], stop);
            }
        };
        await using var server = (await FakeApiServer.StartAsync()).Answers(endless);

        var delivery = await CreateAsync(server).WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken);
        Assert.Equal(DeliveryOutcome.Retryable, delivery.Outcome);
        Assert.InRange(delivery.Why.Length, 1, 400);
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

    private static Task<Delivery> CreateAsync(FakeApiServer server, TimeProvider? time = null, string? token = null) =>
        CreateAsync(server.Address, time, token);

    private static async Task<Delivery> CreateAsync(Uri server, TimeProvider? time = null, string? token = null)
    {
        var clock = time ?? TimeProvider.System;
        var credential = token is null ? null : SecretText.Inline(token, "a test");
        using var api = new KubernetesApi(new ApiAccess(server, null, new ConfiguredCredential(credential, null, null, clock)));
        return await new KubernetesWriter(api, clock).CreateAsync(Path, "events", """{"kind":"Event"}"""u8.ToArray(), TestContext.Current.CancellationToken);
    }
}
