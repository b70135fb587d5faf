using System.Net;
using System.Text;
using Windsock.FlowCollector.CloudLogging;
using Windsock.FlowCollector.KubernetesAudit;
using Windsock.FlowCollector.Tests.CloudLogging.Tokens;
using Windsock.FlowCollector.Tests.Cluster;
using Windsock.FlowCollector.Tests.Hubble.Streaming;
using Windsock.FlowCollector.Tests.KubernetesAudit;
using Windsock.Testing;

namespace Windsock.FlowCollector.Tests.CloudLogging;

/// <summary>Pushes to the real port, with the parts that an agent would have.</summary>
public sealed class CloudLoggingPortTests : IDisposable
{
    private const string Path = "/v1/audit/pubsub";

    private readonly ManualTime _time = new();
    private readonly ScratchFolder _folder = new();
    private readonly SomeIssuer _issuer;

    public CloudLoggingPortTests() => _issuer = SomeIssuer.Own(_time.GetUtcNow());

    public void Dispose()
    {
        _issuer.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public async Task Who_shows_the_subscriptions_token_needs_nothing_else_and_is_taken_at_its_word()
    {
        await using var port = await StartAsync();
        using var client = port.Client(token: _issuer.Token());

        Assert.Equal(HttpStatusCode.OK, await PushAsync(client, SomeEntries.RunJob));
        Assert.Equal(HttpStatusCode.OK, await PushAsync(client, SomeEntries.Gke));
        Assert.Equal(["cloud_logging", "gke"], port.Taken.ReadActions().Select(action => action.Source));
    }

    [Fact]
    public async Task Whoever_else_comes_is_refused_unread()
    {
        await using var port = await StartAsync();
        using var forger = SomeIssuer.Forger(_time.GetUtcNow());
        foreach (var token in new[] { null, "secret-of-the-port", forger.Token(), _issuer.Token(("aud", "https://other.example")), _issuer.Token(("email", "x@y")) })
        {
            using var client = port.Client(token: token);
            Assert.Equal(HttpStatusCode.Unauthorized, await PushAsync(client, SomeEntries.RunJob));
        }

        Assert.Equal((0, 0L), (port.Taken.Read().Count, port.Taken.Ledger.Received));
    }

    [Fact]
    public async Task The_token_of_pubsub_opens_no_other_path()
    {
        await using var port = await StartAsync();
        using var client = port.Client(token: _issuer.Token());

        using var answer = await RunningPort.PostAsync(client, SomeAudit.List(SomeAudit.Event("a")));

        Assert.Equal((HttpStatusCode.Unauthorized, 0), (answer.StatusCode, port.Taken.Read().Count));
    }

    [Fact]
    public async Task An_entry_that_comes_again_is_a_copy_unless_it_was_not_taken_the_first_time()
    {
        var taken = new TakenEvents(capacity: 1);
        await using var port = await StartAsync(taken);
        using var client = port.Client(token: _issuer.Token());

        Assert.Equal(HttpStatusCode.OK, await PushAsync(client, SomeEntries.RunJob));
        Assert.Equal(HttpStatusCode.ServiceUnavailable, await PushAsync(client, SomeEntries.Gke));
        Assert.Equal(["runjob"], taken.ReadActions().Select(action => action.Verb));

        Assert.Equal(HttpStatusCode.OK, await PushAsync(client, SomeEntries.RunJob));
        Assert.Equal(HttpStatusCode.OK, await PushAsync(client, SomeEntries.Gke));
        Assert.Equal(["create"], taken.ReadActions().Select(action => action.Verb));
        Assert.Equal((1L, 3L), (taken.Ledger.Duplicates, taken.Ledger.Received));
    }

    [Fact]
    public async Task What_cannot_be_read_is_acknowledged_and_counted()
    {
        await using var port = await StartAsync();
        using var client = port.Client(token: _issuer.Token());

        using var answer = await RunningPort.PostAsync(client, Encoding.UTF8.GetBytes("""{"message":{"data":"?"}}"""), Path);

        Assert.Equal((HttpStatusCode.OK, 1L, 1L), (answer.StatusCode, port.Taken.Ledger.Undecodable, port.Taken.Ledger.Received));
    }

    [Fact]
    public async Task While_the_keys_are_missing_the_sender_is_asked_to_come_again()
    {
        await using var port = await StartAsync();
        using var client = port.Client(token: _issuer.Token());
        _folder.Write("keys.json", "");

        Assert.Equal(HttpStatusCode.ServiceUnavailable, await PushAsync(client, SomeEntries.RunJob));
        _folder.Write("keys.json", _issuer.Keys);
        Assert.Equal(HttpStatusCode.OK, await PushAsync(client, SomeEntries.RunJob));
    }

    [Fact]
    public async Task Every_series_is_there_from_the_start_and_tells_what_came()
    {
        var parts = CloudLoggingRegistration.Create(Options(), _time);
        var metrics = new CollectedMetrics();
        parts.Metrics.Collect(metrics);
        Assert.Equal(18, metrics.Lines.Count);
        Assert.All(metrics.Lines, line => Assert.EndsWith(" 0", line, StringComparison.Ordinal));

        await using var port = await RunningPort.StartAsync(Options(), more: [.. parts.Envelopes]);
        using var client = port.Client(token: _issuer.Token());
        await PushAsync(client, SomeEntries.CloudRunRequest);

        metrics = new CollectedMetrics();
        parts.Metrics.Collect(metrics);
        Assert.Equal(
            ["cloud_logging_entries_total{cloud_run_request} 1", "pubsub_tokens_total{accepted} 1", "pubsub_key_reads_total{ok} 1"],
            metrics.Lines.Where(line => !line.EndsWith(" 0", StringComparison.Ordinal)));
    }

    [Fact]
    public void Off_it_has_no_path_and_no_series()
    {
        var parts = CloudLoggingRegistration.Create(new KubernetesAuditOptions(), _time);
        var metrics = new CollectedMetrics();
        parts.Metrics.Collect(metrics);

        Assert.Empty(parts.Envelopes);
        Assert.Empty(metrics.Lines);
    }

    private static async Task<HttpStatusCode> PushAsync(HttpClient client, string entry)
    {
        using var answer = await RunningPort.PostAsync(client, Encoding.UTF8.GetBytes(CloudLoggingEnvelopeTests.Wrap(entry)), Path);
        return answer.StatusCode;
    }

    private Task<RunningPort> StartAsync(TakenEvents? taken = null) =>
        RunningPort.StartAsync(Options(), taken, more: [.. CloudLoggingRegistration.Create(Options(), _time).Envelopes]);

    private KubernetesAuditOptions Options()
    {
        var pubsub = SomeIssuer.Options;
        pubsub.KeysFile = System.IO.Path.Combine(_folder.Path, "keys.json");
        if (!File.Exists(pubsub.KeysFile))
        {
            _folder.Write("keys.json", _issuer.Keys);
        }

        return new KubernetesAuditOptions { Enabled = true, Insecure = true, TokenFile = _folder.Write("token", "secret-of-the-port"), Pubsub = pubsub };
    }
}
