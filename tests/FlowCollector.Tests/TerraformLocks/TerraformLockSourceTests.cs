using Microsoft.Extensions.Logging.Abstractions;
using Windsock.FlowCollector.Cluster;
using Windsock.FlowCollector.Cluster.Access;
using Windsock.FlowCollector.Cluster.Api;
using Windsock.FlowCollector.Cluster.Watching;
using Windsock.FlowCollector.TerraformLocks;
using Windsock.FlowCollector.Tests.Cluster;
using Windsock.Model.Platform;
using Windsock.Pipeline.Accounting;
using Windsock.Pipeline.Queues;
using Windsock.Pipeline.Sources;
using Windsock.Testing;

namespace Windsock.FlowCollector.Tests.TerraformLocks;

public sealed class TerraformLockSourceTests : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private readonly BoundedQueue<PlatformBatch> _queue = new("platform", 1_000, singleWriter: false);
    private readonly PlatformLedger _ledger = new("terraform_locks");
    private readonly CancellationTokenSource _stop = new();
    private readonly ManualTime _time = new();
    private FakeApiServer? _server;
    private TerraformLockParts? _parts;
    private Task _run = Task.CompletedTask;

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _run.WaitAsync(Patience);
        _parts?.Dispose();
        if (_server is not null)
        {
            await _server.DisposeAsync();
        }

        _stop.Dispose();
    }

    [Fact]
    public async Task Locks_are_told_when_they_are_taken_given_back_and_gone()
    {
        await StartAsync(
            new TerraformLockOptions { Enabled = true },
            Answer.Page("100", "", SomeLease.Free("90")),
            Answer.Watch(Answer.Event("MODIFIED", SomeLease.Held("101")), Answer.Event("MODIFIED", SomeLease.Free("102")), Answer.Event("DELETED", SomeLease.Free("103"))));

        Assert.Equal("free tfstate-default-network", await NextAsync());
        Assert.Equal("held tfstate-default-network root@apply-x7k2p", await NextAsync());
        Assert.Equal("free tfstate-default-network", await NextAsync());
        Assert.Equal("gone lock-tfstate-default-network", await NextAsync());
        Assert.Equal((4, 4), (_ledger.Received, _ledger.Decoded));
    }

    [Fact]
    public async Task Only_the_Leases_of_states_are_asked_for_and_nothing_else()
    {
        await StartAsync(new TerraformLockOptions { Enabled = true }, Answer.Page("100", ""), Answer.Silence);
        await _server!.RequestAsync(2);

        Assert.All(_server.Requests, request => Assert.Equal(("/apis/coordination.k8s.io/v1/leases", "tfstate=true", "GET"), (request.Path, request.Parameter("labelSelector"), request.Method)));
        Assert.True(_server.Requests[1].IsWatch);
    }

    [Fact]
    public async Task Of_named_namespaces_each_is_watched_by_itself()
    {
        await StartAsync(new TerraformLockOptions { Enabled = true, Namespaces = ["team-a", "team-b", "team-a"] }, Answer.Page("100", ""), Answer.Page("100", ""), Answer.Silence, Answer.Silence);
        await _server!.RequestAsync(4);

        Assert.Equal(
            ["/apis/coordination.k8s.io/v1/namespaces/team-a/leases", "/apis/coordination.k8s.io/v1/namespaces/team-b/leases"],
            _server.Requests.Select(request => request.Path).Distinct().Order());
        await Eventually.HoldsAsync(() => Task.FromResult(_ledger.IsUp), Patience, "the source is up");
    }

    [Fact]
    public async Task A_Lease_of_somebody_else_with_the_label_is_ignored_and_one_that_cannot_be_read_counted()
    {
        await StartAsync(
            new TerraformLockOptions { Enabled = true },
            Answer.Page("100", "", SomeLease.Held(name: "my-lease"), """{"metadata":{"name":"x"}}""", SomeLease.Held()),
            Answer.Silence);

        Assert.Equal("held tfstate-default-network root@apply-x7k2p", await NextAsync());
        Assert.Equal((3, 1, 1, 1), (_ledger.Received, _ledger.Decoded, _ledger.Ignored, _ledger.UndecodableBecause(PlatformFailure.Malformed)));
    }

    [Fact]
    public async Task Without_the_right_to_see_Leases_it_goes_on_asking_and_is_not_up()
    {
        await StartAsync(
            new TerraformLockOptions { Enabled = true },
            Answer.Status(403, "Forbidden", "leases.coordination.k8s.io is forbidden"),
            Answer.Page("100", "", SomeLease.Held()),
            Answer.Silence);
        await _server!.RequestAsync(1);
        await _time.PassWaitAsync(TimeSpan.FromMilliseconds(1), TimeSpan.FromSeconds(75), CancellationToken.None);

        Assert.Equal("held tfstate-default-network root@apply-x7k2p", await NextAsync());
        await Eventually.HoldsAsync(() => Task.FromResult(_ledger.IsUp), Patience, "the source is up");
    }

    [Fact]
    public void Turned_off_it_is_no_source_and_says_nothing()
    {
        using var parts = TerraformLockRegistration.Create(new TerraformLockOptions(), new KubernetesOptions { Kubeconfig = "/nowhere" }, TimeProvider.System, NullLoggerFactory.Instance);

        Assert.Empty(parts.Sources);
        Assert.Equal(["terraform_lock_relists_total", "terraform_lock_watch_errors_total", "terraform_locks", "terraform_locks_refused_total"], parts.Metrics.Families.Select(family => family.Name).Order(StringComparer.Ordinal));
    }

    private async Task StartAsync(TerraformLockOptions options, params Func<Microsoft.AspNetCore.Http.HttpContext, Task>[] answers)
    {
        _server = (await FakeApiServer.StartAsync()).Answers(answers);
        var api = new KubernetesApi(new ApiAccess(_server.Address, null, new ConfiguredCredential(null, null, null, _time)));
        _parts = TerraformLockRegistration.Create(options, new KubernetesOptions(), new WatchTimings { Jitter = () => 0.5 }, api, _time, NullLoggerFactory.Instance);
        _run = _parts.Sources.Single().RunAsync(new PlatformWriter(_queue, _ledger), _stop.Token);
    }

    private async Task<string> NextAsync()
    {
        PlatformBatch? batch;
        while (!_queue.TryRead(out batch))
        {
            await _queue.WaitToReadAsync().AsTask().WaitAsync(Patience);
        }

        return batch.Events.Single() switch
        {
            StateLockSeen { Lock: { IsHeld: true } held } => $"held {held.SecretName} {held.Holder?.Who}",
            StateLockSeen { Lock: var free } => $"free {free.SecretName}",
            StateLockGone gone => $"gone {gone.LeaseName}",
            var other => other.ToString(),
        };
    }
}
