using System.Net;
using Windsock.Agent.Simulation.Receiver;

namespace Windsock.Agent.Tests.Simulation.Receiver;

public sealed class ReceiverHostTests
{
    [Fact]
    public async Task A_sender_is_asked_to_come_again_in_a_second_and_then_served()
    {
        var inbox = new AlertInbox(new SignatureCheck(SomeRequest.Key), TimeProvider.System);
        await using var host = await ReceiverHost.StartAsync(inbox);
        using var client = new HttpClient();

        using var first = await client.SendAsync(Request(host.Address), TestContext.Current.CancellationToken);
        using var second = await client.SendAsync(Request(host.Address), TestContext.Current.CancellationToken);

        Assert.Equal(HttpStatusCode.ServiceUnavailable, first.StatusCode);
        Assert.Equal(TimeSpan.FromSeconds(1), first.Headers.RetryAfter?.Delta);
        Assert.Equal(HttpStatusCode.OK, second.StatusCode);
        Assert.Equal(new InboxFigures(1, 1, 0, 0, 0), inbox.Figures);
    }

    [Fact]
    public async Task A_message_that_is_too_large_is_not_read()
    {
        var inbox = new AlertInbox(new SignatureCheck(SomeRequest.Key), TimeProvider.System);
        await using var host = await ReceiverHost.StartAsync(inbox);
        using var client = new HttpClient();
        using var content = new ByteArrayContent(new byte[AlertInbox.MaxBody + 1]);

        using var answer = await client.PostAsync(host.Address, content, TestContext.Current.CancellationToken);

        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, answer.StatusCode);
        Assert.Equal(new InboxFigures(0, 0, 0, 0, 0), inbox.Figures);
    }

    private static HttpRequestMessage Request(Uri address)
    {
        var signed = SomeRequest.Signed(at: TimeProvider.System.GetUtcNow());
        var request = new HttpRequestMessage(HttpMethod.Post, address) { Content = new ByteArrayContent(signed.Body.ToArray()) };
        request.Headers.Add("Idempotency-Key", signed.IdempotencyKey);
        request.Headers.Add("X-Windsock-Timestamp", signed.Timestamp);
        request.Headers.Add("X-Windsock-Signature", signed.Signature);
        return request;
    }
}
