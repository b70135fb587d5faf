using System.Net;
using System.Security.Cryptography;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Windsock.FlowCollector.CloudLogging;
using Windsock.FlowCollector.CloudLogging.Tokens;
using Windsock.FlowCollector.Tests.Cluster;
using Windsock.Model.Metrics;
using Windsock.Testing;

namespace Windsock.FlowCollector.Tests.CloudLogging.Tokens;

public sealed class IssuerKeysTests : IDisposable
{
    private static readonly Uri Url = new("https://keys.example/certs");

    private readonly ManualTime _time = new();
    private readonly SomeIssuer _issuer;
    private readonly CloudLoggingCounts _counts = new();
    private readonly FakeIssuer _web = new();
    private readonly WebIssuerKeys _keys;

    public IssuerKeysTests()
    {
        _issuer = SomeIssuer.Own(_time.GetUtcNow());
        _web.Answer = () => Ok(_issuer.Keys);
        _keys = new WebIssuerKeys(Url, _web, _counts, _time);
    }

    public void Dispose()
    {
        _keys.Dispose();
        _issuer.Dispose();
    }

    [Fact]
    public async Task Keys_are_asked_for_once_and_kept()
    {
        Assert.True((await GetAsync("rsa-1")).Has("rsa-1"));
        Assert.True((await GetAsync("ec-1")).Has("ec-1"));
        Assert.Equal((1, 1, 0), (_web.Asked, _counts.KeyFetches.Value, _counts.KeyFailures.Value));
    }

    [Fact]
    public async Task An_unknown_key_is_looked_for_at_most_once_a_minute()
    {
        await GetAsync("rsa-1");
        for (var second = 0; second < 120; second++)
        {
            Assert.False((await GetAsync($"forged-{second}")).Has($"forged-{second}"));
            _time.Advance(TimeSpan.FromSeconds(1));
        }

        Assert.Equal(2, _web.Asked);
    }

    [Fact]
    public async Task A_key_that_was_rotated_in_is_found_within_a_minute()
    {
        await GetAsync("rsa-1");
        using var next = SomeIssuer.Rotated(_time.GetUtcNow());
        _web.Answer = () => Ok(next.Keys);
        _time.Advance(TimeSpan.FromMinutes(1));

        Assert.True((await GetAsync("rsa-2")).Has("rsa-2"));
    }

    [Fact]
    public async Task After_an_hour_keys_are_asked_for_anew_and_nobody_waits_for_it()
    {
        await GetAsync("rsa-1");
        using var next = SomeIssuer.Rotated(_time.GetUtcNow());
        _web.Answer = () => Ok(next.Keys);
        _time.Advance(TimeSpan.FromHours(1));

        Assert.True((await GetAsync("rsa-1")).Has("rsa-1"));
        await UntilAsync(_counts.KeyFetches, 2);
        _time.Advance(TimeSpan.FromMinutes(1));
        Assert.False((await GetAsync("rsa-1")).Has("rsa-1"));
    }

    [Fact]
    public async Task Keys_that_were_read_are_good_for_a_day_while_the_issuer_is_away()
    {
        await GetAsync("rsa-1");
        _web.Answer = () => new HttpResponseMessage(HttpStatusCode.BadGateway);
        _time.Advance(TimeSpan.FromHours(23));
        Assert.True((await GetAsync("rsa-1")).Has("rsa-1"));
        await UntilAsync(_counts.KeyFailures, 1);

        _time.Advance(TimeSpan.FromHours(1));
        var failure = await Assert.ThrowsAsync<IOException>(() => GetAsync("rsa-1").AsTask());
        Assert.Equal("https://keys.example/certs (audit.pubsub.keysUrl) answered 502 instead of the issuer's keys", failure.Message);
    }

    [Fact]
    public async Task Without_keys_the_issuer_is_asked_again_after_ten_seconds()
    {
        _web.Answer = () => throw new HttpRequestException("no route");
        await Assert.ThrowsAsync<IOException>(() => GetAsync("rsa-1").AsTask());
        await Assert.ThrowsAsync<IOException>(() => GetAsync("rsa-1").AsTask());
        Assert.Equal(1, _web.Asked);

        _web.Answer = () => Ok(_issuer.Keys);
        _time.Advance(TimeSpan.FromSeconds(10));
        Assert.True((await GetAsync("rsa-1")).Has("rsa-1"));
    }

    [Fact]
    public async Task Who_comes_while_keys_are_asked_for_waits_for_the_same_answer_even_when_the_first_has_gone()
    {
        var answer = new TaskCompletionSource<HttpResponseMessage>(TaskCreationOptions.RunContinuationsAsynchronously);
        _web.AnswerAsync = () => answer.Task;
        using var gone = new CancellationTokenSource();
        var first = _keys.GetAsync("rsa-1", gone.Token).AsTask();
        var second = GetAsync("rsa-1").AsTask();

        await gone.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => first);
        answer.SetResult(Ok(_issuer.Keys));

        Assert.True((await second).Has("rsa-1"));
        Assert.Equal(1, _web.Asked);
    }

    [Fact]
    public async Task An_issuer_that_does_not_answer_is_given_up_after_ten_seconds()
    {
        var asked = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _web.AnswerAsync = () =>
        {
            asked.SetResult();
            return new TaskCompletionSource<HttpResponseMessage>().Task;
        };
        var waiting = GetAsync("rsa-1").AsTask();
        await asked.Task;

        _time.Advance(TimeSpan.FromSeconds(10));

        Assert.Contains("did not answer with the issuer's keys within 10 s", (await Assert.ThrowsAsync<IOException>(() => waiting)).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(HttpStatusCode.Found, "{}", "answered 302")]
    [InlineData(HttpStatusCode.OK, "<html>", "it is no JSON Web Key Set")]
    [InlineData(HttpStatusCode.OK, "{}", "it has no key")]
    [InlineData(HttpStatusCode.OK, "long", "cannot be had from https://keys.example/certs")]
    public async Task What_is_not_the_keys_is_said_to_be_something_else(HttpStatusCode status, string body, string problem)
    {
        _web.Answer = () => new HttpResponseMessage(status) { Content = new StringContent(body == "long" ? new string(' ', WebIssuerKeys.MaxAnswerBytes) + _issuer.Keys : body) };

        Assert.Contains(problem, (await Assert.ThrowsAsync<IOException>(() => GetAsync("rsa-1").AsTask())).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_transport_of_the_agent_reads_keys_and_follows_no_redirect()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        await using var server = builder.Build();
        server.MapGet("/certs", () => _issuer.Keys);
        server.MapGet("/moved", () => Results.Redirect("/certs"));
        await server.StartAsync(TestContext.Current.CancellationToken);
        var root = new Uri(server.Urls.Single());
        using var keys = new WebIssuerKeys(new Uri(root, "certs"), WebIssuerKeys.CreateHandler(), _counts, _time);
        using var moved = new WebIssuerKeys(new Uri(root, "moved"), WebIssuerKeys.CreateHandler(), _counts, _time);

        Assert.True((await keys.GetAsync("rsa-1", TestContext.Current.CancellationToken)).Has("rsa-1"));
        Assert.Contains("answered 302", (await Assert.ThrowsAsync<IOException>(async () => await moved.GetAsync("rsa-1", TestContext.Current.CancellationToken))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_file_is_read_again_when_it_changes()
    {
        using var folder = new ScratchFolder();
        using var next = SomeIssuer.Rotated(_time.GetUtcNow());
        var keys = new FileIssuerKeys(folder.Write("keys.json", _issuer.Keys), _counts);

        var first = await keys.GetAsync("rsa-1", CancellationToken.None);
        Assert.Same(first, await keys.GetAsync("rsa-1", CancellationToken.None));
        folder.Write("keys.json", next.Keys);
        Assert.True((await keys.GetAsync("rsa-2", CancellationToken.None)).Has("rsa-2"));

        folder.Write("keys.json", "{");
        Assert.Contains("audit.pubsub.keysFile", (await Assert.ThrowsAsync<IOException>(async () => await keys.GetAsync("rsa-1", CancellationToken.None))).Message, StringComparison.Ordinal);
        File.Delete(Path.Combine(folder.Path, "keys.json"));
        await Assert.ThrowsAsync<IOException>(async () => await keys.GetAsync("rsa-1", CancellationToken.None));
        Assert.Equal((2, 2), (_counts.KeyFetches.Value, _counts.KeyFailures.Value));
    }

    [Fact]
    public void Only_keys_that_can_be_trusted_are_kept()
    {
        using var weak = RSA.Create(1024);
        string[] bad =
        [
            SomeIssuer.KeyOf(weak, "weak"),
            """{"kty":"oct","kid":"secret","k":"aHVudGVyMg"}""",
            _issuer.RsaKey.Replace("\"sig\"", "\"enc\"", StringComparison.Ordinal).Replace("rsa-1", "enc", StringComparison.Ordinal),
            _issuer.RsaKey.Replace("RS256", "RS512", StringComparison.Ordinal).Replace("rsa-1", "rs512", StringComparison.Ordinal),
            _issuer.EllipticKey.Replace("P-256", "P-384", StringComparison.Ordinal).Replace("ec-1", "p384", StringComparison.Ordinal),
            """{"kty":"RSA","kid":"broken","n":"!!","e":"AQAB"}""",
            """{"kty":"RSA","kid":"empty"}""",
            """{"kid":"nothing"}""",
            _issuer.RsaKey.Replace("\"kid\":\"rsa-1\",", "", StringComparison.Ordinal),
        ];

        var keys = IssuerKeySet.Parse($$"""{"keys":[{{string.Join(',', bad)}},{{_issuer.RsaKey}}]}""");

        Assert.Equal((1, true), (keys.Count, keys.Has("rsa-1")));
        Assert.All(bad, key => Assert.Throws<FormatException>(() => IssuerKeySet.Parse($$"""{"keys":[{{key}}]}""")));
    }

    [Theory]
    [InlineData("")]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("7")]
    [InlineData("""{"keys":7}""")]
    [InlineData("""{"keys":[7]}""")]
    [InlineData("""{"keys":[null]}""")]
    public void What_is_no_key_set_is_refused(string json) => Assert.Throws<FormatException>(() => IssuerKeySet.Parse(json));

    private ValueTask<IssuerKeySet> GetAsync(string keyId) => _keys.GetAsync(keyId, CancellationToken.None);

    private static Task<long> UntilAsync(Counter counter, long value) =>
        Eventually.GetAsync(() => Task.FromResult(counter.Value), count => count == value, TimeSpan.FromSeconds(30), "the issuer has answered");

    private static HttpResponseMessage Ok(string keys) => new(HttpStatusCode.OK) { Content = new StringContent(keys) };

    private sealed class FakeIssuer : HttpMessageHandler
    {
        private int _asked;

        public Func<HttpResponseMessage> Answer { get; set; } = () => new HttpResponseMessage(HttpStatusCode.NotFound);

        public Func<Task<HttpResponseMessage>>? AnswerAsync { get; set; }

        public int Asked => Volatile.Read(ref _asked);

        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            Interlocked.Increment(ref _asked);
            return AnswerAsync is null ? Answer() : await AnswerAsync().WaitAsync(cancellationToken);
        }
    }
}
