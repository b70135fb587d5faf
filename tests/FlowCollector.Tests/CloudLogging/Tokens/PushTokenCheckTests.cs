using System.Security.Cryptography;
using FsCheck;
using FsCheck.Fluent;
using Microsoft.AspNetCore.Http;
using Windsock.FlowCollector.CloudLogging;
using Windsock.FlowCollector.CloudLogging.Tokens;
using Windsock.FlowCollector.KubernetesAudit;
using Windsock.Testing;

namespace Windsock.FlowCollector.Tests.CloudLogging.Tokens;

public sealed class PushTokenCheckTests : IDisposable
{
    private readonly ManualTime _time = new();
    private readonly SomeIssuer _issuer;
    private readonly CloudLoggingCounts _counts = new();

    public PushTokenCheckTests() => _issuer = SomeIssuer.Own(_time.GetUtcNow());

    public void Dispose() => _issuer.Dispose();

    [Fact]
    public async Task The_token_of_the_subscription_lets_its_sender_in()
    {
        Assert.Equal(TokenVerdict.Accepted, await JudgeAsync(_issuer.Token()));
        Assert.Equal(TokenVerdict.Accepted, await JudgeAsync(_issuer.SignElliptic(_issuer.Claims())));
        Assert.Equal(2, _counts.Of(TokenVerdict.Accepted));
    }

    public static TheoryData<string, object?, string> WrongClaims => new()
    {
        { "iss", "https://accounts.example.com", "Issuer" },
        { "iss", "https://accounts.google.com/", "Issuer" },
        { "iss", null, "Issuer" },
        { "aud", "https://windsock.example/v1/audit", "Audience" },
        { "aud", SomeIssuer.Audience + "/", "Audience" },
        { "aud", new[] { SomeIssuer.Audience, "https://other.example" }, "Audience" },
        { "aud", "", "Audience" },
        { "aud", null, "Audience" },
        { "email", "somebody@other-project.iam.gserviceaccount.com", "Email" },
        { "email", "Pusher@acme-data.iam.gserviceaccount.com", "Email" },
        { "email", null, "Email" },
        { "email_verified", false, "Email" },
        { "email_verified", "no", "Email" },
        { "email_verified", null, "Email" },
        { "exp", null, "Malformed" },
        { "exp", "soon", "Malformed" },
        { "exp", long.MaxValue, "Malformed" },
        { "exp", -1, "Malformed" },
        { "iat", null, "Malformed" },
    };

    [Theory]
    [MemberData(nameof(WrongClaims))]
    public async Task A_wrong_claim_is_refused_however_well_it_is_signed(string claim, object? value, string verdict) =>
        Assert.Equal(verdict, (await JudgeAsync(_issuer.Token((claim, value)))).ToString());

    [Theory]
    [InlineData("exp", -59, "Accepted")]
    [InlineData("exp", -60, "Expired")]
    [InlineData("exp", -4000, "Expired")]
    [InlineData("iat", 60, "Accepted")]
    [InlineData("iat", 61, "NotYetValid")]
    [InlineData("nbf", 60, "Accepted")]
    [InlineData("nbf", 61, "NotYetValid")]
    public async Task Clocks_may_differ_by_a_minute(string claim, int seconds, string verdict) =>
        Assert.Equal(verdict, (await JudgeAsync(_issuer.Token((claim, _time.GetUtcNow().AddSeconds(seconds).ToUnixTimeSeconds())))).ToString());

    [Fact]
    public async Task A_token_expires_by_the_clock_of_the_agent()
    {
        var token = _issuer.Token();
        _time.Advance(TimeSpan.FromMinutes(57));

        Assert.Equal(TokenVerdict.Expired, await JudgeAsync(token));
    }

    [Theory]
    [InlineData("none")]
    [InlineData("None")]
    [InlineData("")]
    [InlineData("HS256")]
    [InlineData("RS384")]
    [InlineData("RS512")]
    [InlineData("PS256")]
    [InlineData("ES384")]
    [InlineData("rs256")]
    public async Task Another_algorithm_is_refused_with_and_without_a_signature(string algorithm)
    {
        var header = new { alg = algorithm, kid = "rsa-1" };

        Assert.Equal(TokenVerdict.Algorithm, await JudgeAsync(_issuer.Sign(_issuer.Claims(), header)));
        Assert.Equal(TokenVerdict.Algorithm, await JudgeAsync(SomeIssuer.Join(header, _issuer.Claims(), _ => [])));
    }

    [Fact]
    public async Task The_public_key_is_no_shared_secret() =>
        Assert.Equal(TokenVerdict.Algorithm, await JudgeAsync(SomeIssuer.Join(new { alg = "HS256", kid = "rsa-1" }, _issuer.Claims(), text => HMACSHA256.HashData(_issuer.PublicKey, text))));

    [Fact]
    public async Task A_key_is_for_its_own_algorithm()
    {
        Assert.Equal(TokenVerdict.Algorithm, await JudgeAsync(_issuer.Sign(_issuer.Claims(), new { alg = "RS256", kid = "ec-1" })));
        Assert.Equal(TokenVerdict.Algorithm, await JudgeAsync(_issuer.SignElliptic(_issuer.Claims(), "RS256")));
    }

    [Fact]
    public async Task A_signature_by_another_key_is_refused_under_the_right_id_before_any_claim_is_believed()
    {
        using var forger = SomeIssuer.Forger(_time.GetUtcNow());

        Assert.Equal(TokenVerdict.Signature, await JudgeAsync(forger.Token()));
        Assert.Equal(TokenVerdict.Signature, await JudgeAsync(forger.SignElliptic(_issuer.Claims())));
        Assert.Equal(TokenVerdict.Signature, await JudgeAsync(forger.Token(("aud", "x"), ("iss", "y"), ("exp", 1))));
    }

    [Fact]
    public async Task A_key_that_the_issuer_has_not_published_is_refused()
    {
        Assert.Equal(TokenVerdict.UnknownKey, await JudgeAsync(_issuer.Sign(_issuer.Claims(), new { alg = "RS256", kid = "rsa-2" })));
        Assert.Equal(TokenVerdict.UnknownKey, await JudgeAsync(_issuer.Sign(_issuer.Claims(), new { alg = "RS256" })));
        Assert.Equal(TokenVerdict.UnknownKey, await JudgeAsync(_issuer.Sign(_issuer.Claims(), new { alg = "RS256", kid = new string('k', 300) })));
    }

    [Fact]
    public async Task A_key_in_the_token_itself_is_not_looked_at()
    {
        using var forger = SomeIssuer.Forger(_time.GetUtcNow());
        var key = System.Text.Json.JsonDocument.Parse(forger.RsaKey).RootElement;

        Assert.Equal(TokenVerdict.Signature, await JudgeAsync(forger.Sign(_issuer.Claims(), new { alg = "RS256", kid = "rsa-1", jwk = key, jku = "https://forger.example/keys" })));
        Assert.Equal(TokenVerdict.UnknownKey, await JudgeAsync(forger.Sign(_issuer.Claims(), new { alg = "RS256", jwk = key })));
    }

    [Fact]
    public async Task Extensions_that_must_be_understood_are_not() =>
        Assert.Equal(TokenVerdict.Malformed, await JudgeAsync(_issuer.Sign(_issuer.Claims(), new { alg = "RS256", kid = "rsa-1", crit = new[] { "exp" } })));

    [Fact]
    public async Task A_token_that_was_changed_anywhere_is_refused()
    {
        var token = _issuer.Token();
        foreach (var place in Enumerable.Range(0, token.Length / 7).Select(step => step * 7))
        {
            var letter = token[place] == 'A' ? 'B' : 'A';
            var changed = token[..place] + letter + token[(place + 1)..];

            // The last letter of a part may have bits that no byte takes up.
            if (await JudgeAsync(changed) == TokenVerdict.Accepted)
            {
                Assert.True(place + 1 == token.Length || token[place + 1] == '.', $"letter {place} of {token.Length}");
            }
        }

        Assert.InRange(_counts.Of(TokenVerdict.Accepted), 0, 1);
        Assert.True(_counts.Of(TokenVerdict.Signature) > 50, $"{_counts.Of(TokenVerdict.Signature)} times the signature");
    }

    [Theory]
    [InlineData("")]
    [InlineData("x")]
    [InlineData("a.b")]
    [InlineData("a.b.c")]
    [InlineData("a.b.c.d")]
    [InlineData("a.b.c.d.e")]
    [InlineData("...")]
    [InlineData("..")]
    [InlineData("e30.e30.e30")]
    [InlineData("bnVsbA.bnVsbA.AAAA")]
    [InlineData("W10.W10.AAAA")]
    public async Task What_is_no_token_is_refused(string text) =>
        Assert.Contains(await JudgeAsync(text), new[] { TokenVerdict.Missing, TokenVerdict.Malformed, TokenVerdict.Algorithm });

    [Fact]
    public async Task A_token_that_is_too_long_is_refused_unread() =>
        Assert.Equal(TokenVerdict.Malformed, await JudgeAsync(_issuer.Token(("padding", new string('x', PushTokenVerifier.MaxTokenCharacters)))));

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("Bearer")]
    [InlineData("Bearer ")]
    [InlineData("Basic YTpi")]
    public async Task Without_a_bearer_token_nobody_is_let_in(string? header)
    {
        Assert.NotNull(await CheckAsync(header));
        Assert.Equal(1, _counts.Of(TokenVerdict.Missing));
    }

    [Fact]
    public void Nothing_that_is_sent_as_a_token_makes_the_check_fail()
    {
        var pieces = new[] { "e30", "bnVsbA", "eyJhbGciOiJSUzI1NiIsImtpZCI6InJzYS0xIn0", "eyJhbGciOiJSUzI1NiIsImtpZCI6InJzYS0xIiwieiI6", "eyJleHAiOnt9fQ", "eyJhdWQiOnt9LCJpc3MiOjF9", "", "!!", "\u00e9", "AA", "=", "A", "eyJhbGciOnt9fQ", "eyJhbGciOiJSUzI1NiIsImtpZCI6MX0", "/w" };
        var tokens = (from parts in Gen.Elements(pieces).ListOf(3)
                      from noise in ArbMap.Default.GeneratorFor<string>()
                      from isNoise in Gen.Frequency((3, Gen.Constant(false)), (1, Gen.Constant(true)))
                      select isNoise ? noise ?? "" : string.Join('.', parts)).ToArbitrary();

        Prop.ForAll(tokens, token => CheckAsync("Bearer " + token).AsTask().GetAwaiter().GetResult() is not null).Check(Config.QuickThrowOnFailure.WithMaxTest(2_000));
    }

    [Fact]
    public async Task The_log_is_told_what_to_mend_and_nothing_that_was_not_signed()
    {
        using var forger = SomeIssuer.Forger(_time.GetUtcNow());

        Assert.Equal(
            "its token is for the audience 'https://old.example', audit.pubsub.audience is 'https://windsock.example/v1/audit/pubsub'", await CheckAsync("Bearer " + _issuer.Token(("aud", "https://old.example"))));
        Assert.Equal("its token is of 'a?b@x', which is not verified or not among audit.pubsub.emails", await CheckAsync("Bearer " + _issuer.Token(("email", "a\nb@x"))));
        Assert.Equal("the signature of its token is not the issuer's", await CheckAsync("Bearer " + forger.Token(("aud", "<forged>"))));
    }

    [Fact]
    public async Task While_keys_cannot_be_had_the_sender_is_asked_to_come_again()
    {
        await Assert.ThrowsAsync<IOException>(async () => await new PushTokenCheck(SomeIssuer.Options, new PushTokenVerifier(SomeIssuer.Options, _time), new NoKeys(), _counts)
            .RefuseAsync(Sender("Bearer " + _issuer.Token()), CancellationToken.None));

        Assert.Equal(1, _counts.Of(TokenVerdict.Undecided));
    }

    private async Task<TokenVerdict> JudgeAsync(string token)
    {
        var before = Enum.GetValues<TokenVerdict>().Select(_counts.Of).ToArray();
        var refusal = await CheckAsync("Bearer " + token);
        var verdict = Enum.GetValues<TokenVerdict>().Single(verdict => _counts.Of(verdict) == before[(int)verdict] + 1);
        Assert.Equal(verdict == TokenVerdict.Accepted, refusal is null);
        return verdict;
    }

    private ValueTask<string?> CheckAsync(string? header) =>
        new PushTokenCheck(SomeIssuer.Options, new PushTokenVerifier(SomeIssuer.Options, _time), new FixedKeys(IssuerKeySet.Parse(_issuer.Keys)), _counts).RefuseAsync(Sender(header), CancellationToken.None);

    private static AuditSender Sender(string? header)
    {
        var context = new DefaultHttpContext();
        if (header is not null)
        {
            context.Request.Headers.Authorization = header;
        }

        return new AuditSender(context);
    }

    private sealed class FixedKeys(IssuerKeySet keys) : IIssuerKeys
    {
        public ValueTask<IssuerKeySet> GetAsync(string keyId, CancellationToken gone) => ValueTask.FromResult(keys);
    }

    private sealed class NoKeys : IIssuerKeys
    {
        public ValueTask<IssuerKeySet> GetAsync(string keyId, CancellationToken gone) => throw new IOException("no keys");
    }
}
