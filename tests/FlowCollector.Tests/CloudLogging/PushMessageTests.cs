using System.Text;
using Windsock.FlowCollector.CloudLogging;

namespace Windsock.FlowCollector.Tests.CloudLogging;

public sealed class PushMessageTests
{
    [Theory]
    [InlineData("""{"message":{"attributes":{"logging.googleapis.com/timestamp":"2026-03-01T12:00:00Z"},"data":"eyJhIjoxfQ==","messageId":"1","message_id":"1","publishTime":"2026-03-01T12:00:00Z"},"subscription":"projects/p/subscriptions/s","deliveryAttempt":2}""")]
    [InlineData("""{"subscription":"projects/p/subscriptions/s","message":{"data":"eyJhIjoxf\u0051=="}}""")]
    [InlineData("""{"message":{"data":"AAAA"},"message":{"data":"eyJhIjoxfQ=="}}""")]
    [InlineData("""{"a":1}""")]
    public void The_data_of_a_message_comes_wrapped_or_alone(string body) => Assert.Equal("""{"a":1}""", Unwrap(body));

    [Theory]
    [InlineData("""{"message":{"data":"eyJhIjoxfQ"}}""")]
    [InlineData("""{"message":{"data":"eyJhIj!xfQ=="}}""")]
    [InlineData("""{"message":{"data":7}}""")]
    [InlineData("""{"message":{"data":null}}""")]
    [InlineData("""{"message":{"attributes":{}}}""")]
    [InlineData("""{"message":{}}""")]
    [InlineData("""{"message":{"data":"eyJhIjoxfQ=="}""")]
    [InlineData("""{"message":""")]
    [InlineData("")]
    [InlineData("no json")]
    public void What_is_damaged_is_no_message(string body) => Assert.Null(Unwrap(body));

    private static string? Unwrap(string body) => PushMessage.TryUnwrap(Encoding.UTF8.GetBytes(body), out var entry) ? Encoding.UTF8.GetString(entry.Span) : null;
}
