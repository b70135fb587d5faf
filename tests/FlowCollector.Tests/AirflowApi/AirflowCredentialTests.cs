using System.Text;
using System.Text.Json;
using Windsock.FlowCollector.AirflowApi;
using Windsock.FlowCollector.Tests.Cluster;

namespace Windsock.FlowCollector.Tests.AirflowApi;

/// <summary>Who the agent is to Airflow.</summary>
public sealed class AirflowCredentialTests : IDisposable
{
    private const string All = "failed by data-team #finance #hourly";

    private readonly ScratchFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Without_a_credential_nothing_is_shown()
    {
        await using var server = (await FakeAirflow.StartAsync()).KnowingAll();
        await using var airflow = new AskedAirflow(SomeAirflow.Options(server));

        Assert.Equal(All, await airflow.HearAsync(SomeAirflow.Try()));
        Assert.All(server.Calls, call => Assert.Equal("", call.Authorization));
    }

    [Fact]
    public async Task A_token_is_read_anew_when_its_file_changes()
    {
        await using var server = (await FakeAirflow.StartAsync()).KnowingAll();
        server.Accepts = header => header == "Bearer first";
        await using var airflow = new AskedAirflow(WithToken(server, "first\n"));
        Assert.Equal(All, await airflow.HearAsync(SomeAirflow.Try()));

        _folder.Write("token", "second");
        server.Accepts = header => header == "Bearer second";

        Assert.Equal(All, await airflow.HearAsync(SomeAirflow.Try()));
        Assert.Empty(airflow.Log.Warnings);
        Assert.DoesNotContain("unauthorized", airflow.Counts("requests"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_user_and_password_are_basic_authentication_with_Airflow_2()
    {
        await using var server = (await FakeAirflow.StartAsync()).KnowingAll();
        server.Version = "2.10.3";
        var expected = "Basic " + Convert.ToBase64String(Encoding.UTF8.GetBytes("windsock:pass:wört"));
        server.Accepts = header => header == expected;
        await using var airflow = new AskedAirflow(WithUser(server, "windsock\n", "pass:wört\n"));

        Assert.Equal(All, await airflow.HearAsync(SomeAirflow.Try()));
    }

    [Fact]
    public async Task A_user_and_password_are_changed_for_a_token_with_Airflow_3_which_is_renewed_before_it_runs_out()
    {
        await using var server = (await FakeAirflow.StartAsync()).KnowingAll();
        var given = 0;
        server.GivesToken = (user, password) => (user, password) == ("windsock", "secret") ? Jwt(TimeSpan.FromMinutes(10), ++given) : null;
        server.Accepts = header => header == "Bearer " + Jwt(TimeSpan.FromMinutes(10), given);
        await using var airflow = new AskedAirflow(WithUser(server, "windsock", "secret"));

        Assert.Equal(All, await airflow.HearAsync(SomeAirflow.Try()));
        airflow.Time.Advance(TimeSpan.FromMinutes(7.9));
        Assert.Equal(All, await airflow.HearAsync(SomeAirflow.Try()));
        Assert.Equal(1, given);

        airflow.Time.Advance(TimeSpan.FromMinutes(0.2));
        Assert.Equal(All, await airflow.HearAsync(SomeAirflow.Try()));
        Assert.Equal(2, given);
        Assert.DoesNotContain("unauthorized", airflow.Counts("requests"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_token_that_was_revoked_is_renewed_within_the_question_and_nobody_notices()
    {
        await using var server = (await FakeAirflow.StartAsync()).KnowingAll();
        var given = 0;
        server.GivesToken = (_, _) => $"opaque-{++given}";
        server.Accepts = header => header == $"Bearer opaque-{given}";
        await using var airflow = new AskedAirflow(WithUser(server, "windsock", "secret"));
        Assert.Equal(All, await airflow.HearAsync(SomeAirflow.Try()));

        given++;

        Assert.Equal(All, await airflow.HearAsync(SomeAirflow.Try()));
        Assert.Equal(3, given);
        Assert.Empty(airflow.Log.Warnings);
        Assert.Equal("ok 8, unauthorized 1", airflow.Counts("requests"));
    }

    [Fact]
    public async Task Four_questions_at_once_log_in_once()
    {
        await using var server = (await FakeAirflow.StartAsync()).KnowingAll();
        server.GivesToken = (_, _) => "opaque";
        await using var airflow = new AskedAirflow(WithUser(server, "windsock", "secret"), isRunning: false);
        for (var i = 0; i < 4; i++)
        {
            airflow.End(SomeAirflow.Try());
        }

        airflow.Start();
        for (var i = 0; i < 4; i++)
        {
            Assert.Equal("failed", (await airflow.NextAsync()).State);
        }

        Assert.Single(server.Calls, call => call.Target == "/auth/token");
        Assert.Equal(1, server.Calls.Count(call => call.Target == "/api/v2/version"));
    }

    [Fact]
    public async Task The_password_of_a_login_is_sent_as_JSON_and_to_the_login_alone()
    {
        await using var server = (await FakeAirflow.StartAsync()).KnowingAll();
        server.GivesToken = (_, password) => password == "a\"b\\c" ? "opaque" : null;
        var options = WithUser(server, "windsock", "a\"b\\c");
        options.Version = AirflowApiVersion.V2;
        await using var airflow = new AskedAirflow(options);

        Assert.Equal(All, await airflow.HearAsync(SomeAirflow.Try()));
        Assert.Single(server.Calls, call => call.Body.Length > 0);
        Assert.All(server.Calls.Skip(1), call => Assert.Equal("Bearer opaque", call.Authorization));
    }

    [Fact]
    public async Task A_credential_that_is_refused_is_said_once_and_not_tried_again_until_some_time_has_passed()
    {
        await using var server = (await FakeAirflow.StartAsync()).KnowingAll();
        server.Accepts = _ => false;
        await using var airflow = new AskedAirflow(WithToken(server, "wrong"));

        Assert.Equal("nothing", await airflow.HearAsync(SomeAirflow.Try()));
        var calls = server.Calls.Count;
        airflow.Time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal("nothing", await airflow.HearAsync(SomeAirflow.Try()));
        Assert.True(server.Calls.Count > calls);

        var line = Assert.Single(airflow.Log.Warnings);
        Assert.Contains("did not accept the credential of file '", line, StringComparison.Ordinal);
        Assert.Contains("(HTTP 401)", line, StringComparison.Ordinal);
        Assert.DoesNotContain("wrong", line, StringComparison.Ordinal);

        server.Accepts = _ => true;
        airflow.Time.Advance(TimeSpan.FromSeconds(30));
        Assert.Equal(All, await airflow.HearAsync(SomeAirflow.Try()));
        Assert.EndsWith("answers again", airflow.Log.Lines[^1], StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_user_that_may_not_log_in_is_said_with_the_files()
    {
        await using var server = (await FakeAirflow.StartAsync()).KnowingAll();
        await using var airflow = new AskedAirflow(WithUser(server, "windsock", "wrong"));

        Assert.Equal("nothing", await airflow.HearAsync(SomeAirflow.Try()));

        var line = Assert.Single(airflow.Log.Warnings);
        Assert.Contains("/user' and file '", line, StringComparison.Ordinal);
        Assert.Equal("failed 1", airflow.Counts("tries"));
    }

    [Theory]
    [InlineData("", "does not hold a token")]
    [InlineData("two words", "does not hold a token")]
    [InlineData("line\r\nX-Evil: 1", "does not hold a token")]
    [InlineData(null, "cannot be read")]
    public async Task A_token_file_with_something_else_in_it_sends_nothing_and_is_named(string? content, string problem)
    {
        await using var server = (await FakeAirflow.StartAsync()).KnowingAll();
        var options = WithToken(server, content ?? "");
        if (content is null)
        {
            File.Delete(options.TokenFile);
        }

        await using var airflow = new AskedAirflow(options);

        Assert.Equal("nothing", await airflow.HearAsync(SomeAirflow.Try()));
        Assert.Empty(server.Calls);
        Assert.Contains(problem, Assert.Single(airflow.Log.Warnings), StringComparison.Ordinal);
        Assert.Equal("no_credential 1", airflow.Counts("requests"));
    }

    [Fact]
    public async Task A_user_with_a_colon_is_refused_because_the_password_would_begin_there()
    {
        await using var server = (await FakeAirflow.StartAsync()).KnowingAll();
        server.Version = "2.10.0";
        await using var airflow = new AskedAirflow(WithUser(server, "windsock:secret", "secret"));

        Assert.Equal("nothing", await airflow.HearAsync(SomeAirflow.Try()));
        var line = Assert.Single(airflow.Log.Warnings);
        Assert.Contains("has a colon in it", line, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", line, StringComparison.Ordinal);
    }

    private AirflowApiOptions WithToken(FakeAirflow server, string token)
    {
        var options = SomeAirflow.Options(server);
        options.TokenFile = _folder.Write("token", token);
        return options;
    }

    private AirflowApiOptions WithUser(FakeAirflow server, string user, string password)
    {
        var options = SomeAirflow.Options(server);
        (options.UserFile, options.PasswordFile) = (_folder.Write("user", user), _folder.Write("password", password));
        return options;
    }

    /// <summary>Not signed: only Airflow could tell.</summary>
    private static string Jwt(TimeSpan life, int id)
    {
        var claims = JsonSerializer.SerializeToUtf8Bytes(new Dictionary<string, object> { ["sub"] = "1", ["iat"] = 1_900_000_000, ["exp"] = 1_900_000_000 + (int)life.TotalSeconds, ["jti"] = id });
        return $"e30.{System.Buffers.Text.Base64Url.EncodeToString(claims)}.c2lnbmF0dXJl";
    }
}
