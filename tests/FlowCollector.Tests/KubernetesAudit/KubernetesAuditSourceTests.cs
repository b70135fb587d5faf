using System.Net;
using System.Text;
using Microsoft.Extensions.Logging.Abstractions;
using Windsock.FlowCollector.KubernetesAudit;
using Windsock.Model.Flows;
using Windsock.Model.Platform;
using Windsock.Model.State;
using Windsock.Testing;

namespace Windsock.FlowCollector.Tests.KubernetesAudit;

public sealed class KubernetesAuditSourceTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly KeptState _state = new();

    [Fact]
    public async Task It_begins_with_a_gap_since_somebody_listened_last_and_notes_the_time_while_it_listens()
    {
        var time = new ManualTime();
        var started = Instant.FromDateTimeOffset(time.GetUtcNow());

        Assert.Equal(Instant.Missing, await RunAsync(time, TimeSpan.FromMinutes(3)));
        time.Advance(TimeSpan.FromHours(1));
        Assert.Equal(started.Add(TimeSpan.FromMinutes(3)), await RunAsync(time, TimeSpan.Zero));
    }

    [Fact]
    public async Task After_a_crash_the_gap_begins_with_the_last_time_that_was_noted()
    {
        _state.Write("audit-n1", Encoding.ASCII.GetBytes("1\n1772300000000000000\n"));

        Assert.Equal(new Instant(1_772_300_000_000_000_000), await RunAsync(new ManualTime(), TimeSpan.Zero));
    }

    [Fact]
    public async Task State_that_is_no_time_is_set_aside()
    {
        _state.Write("audit-n1", Encoding.ASCII.GetBytes("2\nlater"));

        Assert.Equal(Instant.Missing, await RunAsync(new ManualTime(), TimeSpan.Zero));
        Assert.Equal("audit-n1", _state.LastSetAside);
    }

    [Fact]
    public void A_port_that_is_off_is_no_source_and_has_all_its_metrics()
    {
        var parts = KubernetesAuditRegistration.Create(new KubernetesAuditOptions(), [], null, "audit-n1", TimeProvider.System, NullLoggerFactory.Instance);

        Assert.Null(parts.Source);
        Assert.Equal(8, parts.Metrics.Families.Length);
    }

    [Fact]
    public async Task A_certificate_file_that_cannot_be_used_fails_the_source_by_name()
    {
        var options = new KubernetesAuditOptions { Enabled = true, Insecure = true, Listen = "127.0.0.1:0", Tls = new AuditTlsOptions { CertFile = "/none/tls.crt", KeyFile = "/none/tls.key" } };
        var parts = KubernetesAuditRegistration.Create(options, [], null, "audit-n1", TimeProvider.System, NullLoggerFactory.Instance);

        var failure = await Assert.ThrowsAsync<IOException>(() => parts.Source!.RunAsync(new TakenEvents().Writer, TestContext.Current.CancellationToken));

        Assert.Contains("tls.certFile /none/tls.crt", failure.Message, StringComparison.Ordinal);
    }

    /// <summary>Runs the source for a time of the clock.</summary>
    /// <returns>Since when the gap is that it begins with.</returns>
    private async Task<Instant> RunAsync(ManualTime time, TimeSpan span)
    {
        var options = new KubernetesAuditOptions { Enabled = true, Insecure = true, Listen = $"127.0.0.1:{FreePort.Next()}" };
        var parts = KubernetesAuditRegistration.Create(options, [], _state, "audit-n1", time, NullLoggerFactory.Instance);
        var taken = new TakenEvents();
        using var stop = new CancellationTokenSource();
        var running = parts.Source!.RunAsync(taken.Writer, stop.Token);
        await Eventually.HoldsAsync(() => Task.FromResult(taken.Ledger.Received == 1 || running.IsCompleted), Patience, "the port is open");
        time.Advance(span);
        using (var client = new HttpClient())
        {
            using var content = new ByteArrayContent(SomeAudit.List(SomeAudit.Event("a")));
            using var answer = await client.PostAsync(new Uri($"http://{options.Listen}/v1/audit"), content, TestContext.Current.CancellationToken);
            Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        }

        await stop.CancelAsync();
        await running.WaitAsync(Patience, TestContext.Current.CancellationToken);
        Assert.False(taken.Ledger.IsUp);
        var events = taken.Read();
        Assert.Equal("a", Assert.Single(events.OfType<PlatformAction>()).Id);
        var gap = Assert.Single(events.OfType<PlatformGap>());
        Assert.Equal(("audit", "not_listening"), (gap.Source, gap.Reason));
        return gap.Since;
    }

    private sealed class KeptState : IStateStore
    {
        private readonly Dictionary<string, byte[]> _contents = [];

        public string? LastSetAside { get; private set; }

        public byte[]? Read(string name) => _contents.GetValueOrDefault(name);

        public void Write(string name, ReadOnlyMemory<byte> content) => _contents[name] = content.ToArray();

        public void SetAside(string name, string why) => LastSetAside = name;
    }
}
