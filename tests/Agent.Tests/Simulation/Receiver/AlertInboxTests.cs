using System.Text;
using Windsock.Agent.Simulation.Receiver;
using Windsock.Agent.Simulation.World;
using Windsock.Testing;

namespace Windsock.Agent.Tests.Simulation.Receiver;

public sealed class AlertInboxTests
{
    private readonly AlertInbox _inbox = new(new SignatureCheck(SomeRequest.Key), new ManualTime(SomeWorld.Noon));

    [Fact]
    public void The_first_request_fails_and_is_taken_when_it_comes_again()
    {
        var first = _inbox.Take(SomeRequest.Signed());

        Assert.Equal((503, TimeSpan.FromSeconds(1)), (first.Status, first.RetryAfter));
        Assert.Empty(_inbox.Messages);

        Assert.Equal(200, _inbox.Take(SomeRequest.Signed()).Status);
        Assert.Equal(new InboxFigures(1, 1, 0, 0, 0), _inbox.Figures);
    }

    [Fact]
    public void A_message_is_read_as_Alertmanager_writes_it()
    {
        Fail();

        _inbox.Take(SomeRequest.Signed());

        var message = Assert.Single(_inbox.Messages);
        Assert.True(message.IsFiring);
        Assert.Equal(SomeWorld.Noon, message.At);
        Assert.Equal([new ReceivedMember("fan_out", new IncidentSubject("airflow", "etl", "load"), "etl.load reached for 144 addresses.")], message.Members);
    }

    [Fact]
    public void A_message_that_is_sent_again_is_kept_once_and_counted()
    {
        Fail();

        _inbox.Take(SomeRequest.Signed());
        Assert.Equal(200, _inbox.Take(SomeRequest.Signed()).Status);
        _inbox.Take(SomeRequest.Signed(idempotencyKey: "message-2"));

        Assert.Equal(new InboxFigures(2, 1, 0, 0, 0), _inbox.Figures);
    }

    [Fact]
    public void What_is_not_signed_by_the_key_is_refused_and_says_so()
    {
        var right = SomeRequest.Signed();
        WebhookRequest[] wrong =
        [
            right with { Signature = "" },
            right with { Signature = "sha256=" + new string('0', 64) },
            right with { Signature = right.Signature.ToUpperInvariant() },
            right with { Timestamp = right.Timestamp + "0" },
            right with { Timestamp = "" },
            right with { Timestamp = "-1" },
            right with { Timestamp = "99999999999999999999" },
            right with { Body = Encoding.UTF8.GetBytes(SomeRequest.Body.Replace("fan_out", "fan_in", StringComparison.Ordinal)) },
        ];

        Assert.All(wrong, request => Assert.Equal(401, _inbox.Take(request).Status));
        Assert.Equal(new InboxFigures(0, 0, wrong.Length, 0, 0), _inbox.Figures);
    }

    [Theory]
    [InlineData(-301, 401)]
    [InlineData(-299, 503)]
    [InlineData(299, 503)]
    [InlineData(301, 401)]
    public void A_signature_is_good_for_five_minutes(int secondsOff, int status) =>
        Assert.Equal(status, _inbox.Take(SomeRequest.Signed(at: SomeWorld.Noon.AddSeconds(secondsOff))).Status);

    [Theory]
    [InlineData("", "not JSON")]
    [InlineData("[]", "type")]
    [InlineData("{}", "version")]
    [InlineData("""{"version":4}""", "type")]
    [InlineData("""{"version":"3"}""", "version '3', must be '4'")]
    [InlineData("""{"version":"4"}""", "groupKey")]
    [InlineData("""{"version":"4","groupKey":"g","status":"pending","alerts":[{}]}""", "status 'pending'")]
    [InlineData("""{"version":"4","groupKey":"g","status":"firing"}""", "alerts is missing")]
    [InlineData("""{"version":"4","groupKey":"g","status":"firing","alerts":[]}""", "0 alerts, must be 1 to 100")]
    [InlineData("""{"version":"4","groupKey":"g","status":"firing","alerts":[{"annotations":{}}]}""", "no labels")]
    [InlineData("""{"version":"4","groupKey":"g","status":"firing","alerts":[{"labels":{"rule":"x"},"annotations":{}}]}""", "alertname")]
    [InlineData("""{"version":"4","groupKey":"g","status":"firing","alerts":[{"status":"resolved","startsAt":"2026-03-04T12:00:00Z","fingerprint":"f","labels":{"rule":"x","alertname":"X"},"annotations":{}}]}""", "another status")]
    public void What_Alertmanager_would_not_write_is_refused_and_says_what_is_wrong(string body, string why)
    {
        var answer = _inbox.Take(SomeRequest.Signed(body));

        Assert.Equal(400, answer.Status);
        Assert.Contains(why, answer.Why, StringComparison.Ordinal);
        Assert.Equal(new InboxFigures(0, 0, 0, 1, 0), _inbox.Figures);
    }

    [Fact]
    public void A_message_without_a_key_of_its_own_is_refused()
    {
        Assert.Equal(400, _inbox.Take(SomeRequest.Signed(idempotencyKey: "")).Status);
        Assert.Equal(400, _inbox.Take(SomeRequest.Signed(idempotencyKey: new string('k', 201))).Status);
    }

    [Fact]
    public void There_is_room_for_so_many_messages_and_what_has_none_is_counted()
    {
        Fail("0");
        for (var number = 0; number < AlertInbox.MaxMessages; number++)
        {
            Assert.Equal(200, _inbox.Take(SomeRequest.Signed(idempotencyKey: $"{number}")).Status);
        }

        Assert.Equal(503, _inbox.Take(SomeRequest.Signed(idempotencyKey: "one more")).Status);
        Assert.Equal(200, _inbox.Take(SomeRequest.Signed(idempotencyKey: "1")).Status);
        Assert.Equal(new InboxFigures(AlertInbox.MaxMessages, 2, 0, 0, 1), _inbox.Figures);
    }

    /// <summary>The first request, which always fails. It is of the message with that key.</summary>
    private void Fail(string key = "failed")
    {
        Assert.Equal(503, _inbox.Take(SomeRequest.Signed(idempotencyKey: key)).Status);
    }
}
