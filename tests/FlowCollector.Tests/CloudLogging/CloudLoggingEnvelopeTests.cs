using System.Text;
using Microsoft.AspNetCore.Http;
using Windsock.FlowCollector.CloudLogging;
using Windsock.FlowCollector.CloudLogging.Mapping;
using Windsock.FlowCollector.KubernetesAudit;
using Windsock.FlowCollector.KubernetesAudit.Decoding;
using Windsock.Model.Platform;
using Windsock.Pipeline.Accounting;

namespace Windsock.FlowCollector.Tests.CloudLogging;

public sealed class CloudLoggingEnvelopeTests
{
    private readonly CloudLoggingCounts _counts = new();

    [Fact]
    public async Task A_pushed_entry_becomes_one_action()
    {
        var intake = await ReadAsync(Wrap(SomeEntries.Gke));

        Assert.Equal("gke", Assert.IsType<PlatformAction>(Assert.Single(intake.Events).Event).Source);
        Assert.Equal(1, _counts.Of(EntryKind.Gke));
    }

    [Fact]
    public async Task An_entry_without_its_wrapping_becomes_the_same()
    {
        var wrapped = (await ReadAsync(Wrap(SomeEntries.RunJob))).Events.Single();
        var alone = (await ReadAsync(SomeEntries.RunJob)).Events.Single();

        Assert.Equal(wrapped.Key, alone.Key);
        Assert.Equal(ActionText.Of((PlatformAction)wrapped.Event), ActionText.Of((PlatformAction)alone.Event));
    }

    [Theory]
    [InlineData("insertId", "other")]
    [InlineData("logName", "projects/acme-test/logs/cloudaudit.googleapis.com%2Factivity")]
    [InlineData("timestamp", "2026-03-01T12:00:05.6Z")]
    public async Task Entries_are_the_same_by_id_log_and_time(string path, string value)
    {
        var key = (await ReadAsync(Wrap(SomeEntries.RunJob))).Events.Single().Key;

        Assert.NotEqual(default, key);
        Assert.Equal(key, (await ReadAsync(Wrap(SomeEntries.With(SomeEntries.RunJob, ("receiveTimestamp", "2026-03-02T00:00:00Z"))))).Events.Single().Key);
        Assert.NotEqual(key, (await ReadAsync(Wrap(SomeEntries.With(SomeEntries.RunJob, (path, value))))).Events.Single().Key);
    }

    [Theory]
    [InlineData("")]
    [InlineData("no json")]
    [InlineData("""{"message":{"data":"!!"}}""")]
    [InlineData("""{"message":{"data":"bm8ganNvbg=="}}""")]
    [InlineData("""{"logName":"projects/p/logs/run.googleapis.com%2Frequests"}""")]
    public async Task What_cannot_be_read_is_counted_and_acknowledged(string body)
    {
        var intake = await ReadAsync(body);

        Assert.Equal((0, 1, 0), (intake.Events.Count, intake.Undecodable(PlatformFailure.Malformed), intake.Ignored));
    }

    [Theory]
    [InlineData("""{"logName":"projects/p/logs/syslog","insertId":"1","timestamp":"2026-03-01T12:00:05.6Z"}""")]
    [InlineData("{}")]
    public async Task What_is_not_wanted_is_counted_as_ignored(string body)
    {
        var intake = await ReadAsync(body);

        Assert.Equal((0, 0, 1), (intake.Events.Count, intake.Undecodable(PlatformFailure.Malformed), intake.Ignored));
    }

    [Fact]
    public async Task A_body_that_no_entry_has_is_lost_and_said_to_be()
    {
        var intake = await ReadAsync(new string(' ', CloudLoggingEnvelope.MaxBodyBytes) + SomeEntries.RunJob);

        Assert.Equal(1, intake.Undecodable(PlatformFailure.TooLong));
        Assert.Equal("lost", Assert.IsType<PlatformGap>(Assert.Single(intake.Events).Event).Reason);
    }

    [Fact]
    public async Task A_body_that_comes_in_pieces_and_outgrows_its_first_buffer_is_read_whole()
    {
        var entry = SomeEntries.With(SomeEntries.RunJob, ("protoPayload|request|padding", new string('x', 300_000)));
        var intake = Intake();
        using var body = new DrippingStream(Encoding.UTF8.GetBytes(Wrap(entry)));

        await Envelope().ReadAsync(body, intake, CancellationToken.None);

        Assert.Equal("runjob", Assert.IsType<PlatformAction>(Assert.Single(intake.Events).Event).Verb);
    }

    internal static string Wrap(string entry) => $$"""{"message":{"data":"{{Convert.ToBase64String(Encoding.UTF8.GetBytes(entry))}}","messageId":"2070443601311540"},"subscription":"projects/p/subscriptions/s"}""";

    private async Task<AuditIntake> ReadAsync(string body)
    {
        var intake = Intake();
        using var stream = new MemoryStream(Encoding.UTF8.GetBytes(body));
        await Envelope().ReadAsync(stream, intake, CancellationToken.None);
        return intake;
    }

    private CloudLoggingEnvelope Envelope() => new(new CloudLoggingMapper(new AuditFilter(new KubernetesAuditOptions())), new OpenDoor(), _counts);

    private static AuditIntake Intake() => new(new AuditSender(new DefaultHttpContext()), CloudLoggingEnvelope.SourceName, SomeEntries.ReceivedAt);

    private sealed class OpenDoor : IAuditSenderCheck
    {
        public ValueTask<string?> RefuseAsync(AuditSender sender, CancellationToken gone) => ValueTask.FromResult<string?>(null);
    }

    /// <summary>Gives at most 1,000 bytes at a time.</summary>
    private sealed class DrippingStream(byte[] bytes) : MemoryStream(bytes)
    {
        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
            base.ReadAsync(buffer[..Math.Min(buffer.Length, 1_000)], cancellationToken);
    }
}
