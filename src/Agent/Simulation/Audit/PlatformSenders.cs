using System.Collections.Immutable;
using System.Text.Json.Nodes;
using Windsock.Agent.Simulation.CloudLogs;
using Windsock.Agent.Simulation.World;
using Windsock.Agent.Simulation.World.Platform;

namespace Windsock.Agent.Simulation.Audit;

/// <summary>Whoever tells the agent what is asked of the platform: the cluster's API servers, each with its own queue, and a push
/// subscription to a cloud's logs. One thread.</summary>
/// <param name="servers">Where each API server posts; as many as <see cref="PlatformPlay.Servers"/>.</param>
/// <param name="push">Where the subscription does.</param>
internal sealed class PlatformSenders(ImmutableArray<EventPost> servers, EventPost push, PlatformDelivery delivery) : IAsyncDisposable
{
    public const string PushPath = "/v1/audit/pubsub";

    private readonly ImmutableArray<AuditBackend> _backends = [.. servers.Select(_ => new AuditBackend(delivery))];
    private long _messages;

    public PlatformDelivery Delivery { get; } = delivery;

    public void Observe(WorldEvent happening)
    {
        switch (happening)
        {
            case ApiAnswered answered:
                Send(answered.Request.Server, _backends[answered.Request.Server].Add(answered));
                break;
            case AuditGarbled garbled:
                Send(garbled.Server, _backends[garbled.Server].Add(garbled));
                break;
            case CloudLogged logged:
                Push(LogEntryJson.Of(logged.Entry));
                break;
        }
    }

    /// <summary>Sends what is due by <paramref name="now"/> of the world's time.</summary>
    public void Advance(TimeSpan now)
    {
        for (var server = 0; server < _backends.Length; server++)
        {
            Send(server, _backends[server].Advance(now));
        }
    }

    /// <summary>The world stands still: sends all there is.</summary>
    public void Flush()
    {
        for (var server = 0; server < _backends.Length; server++)
        {
            Send(server, _backends[server].Take());
        }
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var post in servers.Add(push))
        {
            await post.DisposeAsync();
        }
    }

    private void Send(int server, SentBatch? batch)
    {
        if (batch is not null)
        {
            servers[server].Send(batch);
        }
    }

    private void Push(JsonObject entry)
    {
        Delivery.Offer(isGarbled: false);
        push.Send(new SentBatch(PushPath, PushBody.Of(entry, ++_messages).ToJsonString(), 1, 0));
    }
}
