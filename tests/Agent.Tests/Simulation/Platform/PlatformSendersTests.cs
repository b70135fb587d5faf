using System.Text;
using System.Text.Json.Nodes;
using Windsock.Agent.Simulation.Audit;
using Windsock.Agent.Simulation.Demo;
using Windsock.Agent.Simulation.World;
using Windsock.Agent.Simulation.World.Platform;
using Windsock.Testing;

namespace Windsock.Agent.Tests.Simulation.Platform;

public sealed class PlatformSendersTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private static readonly IReadOnlyList<WorldEvent> Events = SomePlatform.Played(50);

    private static List<string> Offered => [.. Events.OfType<ApiAnswered>().Select(answered => $"{answered.Request.Server} {answered.Request.Id}").Order(StringComparer.Ordinal)];

    [Fact]
    public async Task Every_request_arrives_in_batches_from_the_api_server_that_answered_it()
    {
        await using var port = await AuditPort.StartAsync();
        await using var senders = Senders(port.Address, againEvery: 0);

        Play(senders);
        await WaitAsync(() => senders.Delivery.IsDone, "everything is taken");

        var lists = port.Taken.Where(request => request.Path == "/v1/audit").ToList();
        Assert.Equal(Offered, Ids(lists).Order(StringComparer.Ordinal));
        Assert.All(lists, list => Assert.InRange(Items(list).Count, 1, AuditBackend.MaxEvents));
        Assert.Contains(lists, list => Items(list).Count == AuditBackend.MaxEvents);
        Assert.All(lists, list => Assert.StartsWith("application/json", list.ContentType, StringComparison.Ordinal));
        Assert.Equal(1, lists.Sum(list => Items(list).Count(item => item!["auditID"]!.GetValueKind() == System.Text.Json.JsonValueKind.Number)));
        Assert.Equal((0, 0, 1), (senders.Delivery.Again, senders.Delivery.Lost, senders.Delivery.GarbledTaken));
    }

    [Fact]
    public async Task Some_batches_come_twice_and_it_is_known_how_many_events_that_makes()
    {
        await using var port = await AuditPort.StartAsync();
        await using (var senders = Senders(port.Address, againEvery: 2))
        {
            Play(senders);
            await WaitAsync(() => senders.Delivery.IsDone && senders.Delivery.Again + senders.Delivery.Taken + senders.Delivery.GarbledTaken == Count(port), "all copies are counted");

            Assert.InRange(senders.Delivery.Again, 10, senders.Delivery.Taken);
            Assert.Equal(senders.Delivery.Offered, senders.Delivery.Taken);
        }

        Assert.Equal(Offered, Ids(port.Taken.Where(request => request.Path == "/v1/audit")).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task A_port_that_takes_nothing_for_a_while_gets_everything_later()
    {
        await using var port = await AuditPort.StartAsync();
        await using var senders = Senders(port.Address, againEvery: 0);
        port.Refusals = 4;

        Play(senders);
        await WaitAsync(() => senders.Delivery.IsDone, "everything is taken in the end");

        Assert.Equal(4, senders.Delivery.Refusals);
        Assert.Equal(0, senders.Delivery.Lost);
        Assert.Equal(Offered, Ids(port.Taken.Where(request => request.Path == "/v1/audit")).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Entries_of_a_cloud_s_log_are_pushed_one_by_one_with_a_token()
    {
        await using var port = await AuditPort.StartAsync();
        await using var senders = Senders(port.Address, againEvery: 0);

        Play(senders);
        await WaitAsync(() => senders.Delivery.IsDone, "everything is taken");

        var pushes = port.Taken.Where(request => request.Path == "/v1/audit/pubsub").ToList();
        Assert.Equal(
            Events.OfType<CloudLogged>().Select(logged => logged.Entry.InsertId).Order(StringComparer.Ordinal),
            pushes.Select(push => Entry(push)["insertId"]!.GetValue<string>()).Order(StringComparer.Ordinal));
        Assert.All(pushes, push => Assert.Equal("Bearer shown", push.Authorization));
    }

    [Fact]
    public async Task Each_api_server_shows_a_certificate_of_its_own_and_trusts_the_agent_s()
    {
        using var certificates = new DemoCertificates(TimeProvider.System.GetUtcNow(), PlatformPlay.Servers);
        await using var port = await AuditPort.StartAsync(certificates);
        var delivery = new PlatformDelivery();
        await using var senders = new PlatformSenders(
            [.. Enumerable.Range(0, PlatformPlay.Servers).Select(server => new EventPost(certificates.Client(server), port.Address, delivery, TimeProvider.System))],
            new EventPost(certificates.Client(null), port.Address, delivery, TimeProvider.System),
            delivery);

        Play(senders);
        await WaitAsync(() => delivery.IsDone, "everything is taken");

        Assert.Equal(0, delivery.Lost);
        Assert.Equal(["CN=kube-apiserver-1", "CN=kube-apiserver-2"], port.Taken.Where(request => request.Path == "/v1/audit").Select(request => request.Client).Distinct().Order(StringComparer.Ordinal));
        Assert.Equal([""], port.Taken.Where(request => request.Path == "/v1/audit/pubsub").Select(request => request.Client).Distinct());
    }

    private static Task WaitAsync(Func<bool> holds, string what) => Eventually.HoldsAsync(() => Task.FromResult(holds()), Patience, what);

    private static PlatformSenders Senders(Uri port, int againEvery)
    {
        var delivery = new PlatformDelivery();
        return new PlatformSenders(
            [.. Enumerable.Range(0, PlatformPlay.Servers).Select(server => Post(port, delivery, againEvery, server))],
            new EventPost(new HttpClient(), port, delivery, TimeProvider.System, () => "shown", againEvery),
            delivery);
    }

    /// <summary>In plaintext nothing but a header tells the servers apart.</summary>
    private static EventPost Post(Uri port, PlatformDelivery delivery, int againEvery, int server) =>
        new(new HttpClient(), port, delivery, TimeProvider.System, () => server.ToString(System.Globalization.CultureInfo.InvariantCulture), againEvery);

    private static void Play(PlatformSenders senders)
    {
        foreach (var happening in Events)
        {
            senders.Advance(happening.At);
            senders.Observe(happening);
        }

        senders.Flush();
    }

    private static JsonArray Items(TakenRequest list) => list.Body["items"]!.AsArray();

    private static IEnumerable<string> Ids(IEnumerable<TakenRequest> lists) =>
        lists.SelectMany(list => Items(list).Where(item => item!["auditID"]!.GetValueKind() == System.Text.Json.JsonValueKind.String)
            .Select(item => $"{list.Authorization["Bearer ".Length..]} {item!["auditID"]!.GetValue<string>()}"));

    private static long Count(AuditPort port) => port.Taken.Sum(request => request.Path == "/v1/audit" ? Items(request).Count : 1);

    private static JsonNode Entry(TakenRequest push) => JsonNode.Parse(Encoding.UTF8.GetString(Convert.FromBase64String(push.Body["message"]!["data"]!.GetValue<string>())))!;
}
