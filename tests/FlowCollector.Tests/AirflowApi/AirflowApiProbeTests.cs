using Windsock.FlowCollector.AirflowApi;
using Windsock.FlowCollector.AirflowApi.Probing;
using Windsock.FlowCollector.Tests.Cluster;
using Windsock.Testing;

namespace Windsock.FlowCollector.Tests.AirflowApi;

/// <summary>One look at an Airflow, as the agent would ask it.</summary>
public sealed class AirflowApiProbeTests : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private readonly ScratchFolder _folder = new();

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("2.10.5", "api/v1")]
    [InlineData("3.0.1", "api/v2")]
    public async Task It_says_which_API_there_is_and_what_may_be_read(string version, string api)
    {
        await using var server = Knowing(await FakeAirflow.StartAsync(), 12);
        server.Version = version;

        Assert.Equal(new AirflowApiAnswer(server.Address, api, 12, ""), await AskAsync(SomeAirflow.Options(server)));
    }

    [Fact]
    public async Task A_user_is_logged_in_first()
    {
        await using var server = Knowing(await FakeAirflow.StartAsync(), 3);
        server.GivesToken = static (user, password) => user == "windsock" && password == "right" ? "token-of-a-test" : null;
        server.Accepts = static header => header == "Bearer token-of-a-test";

        var right = await AskAsync(WithUser(server, "right"));
        var wrong = await AskAsync(WithUser(server, "wrong"));

        Assert.Equal(("", 3), (right.Trouble, right.Dags));
        Assert.Contains("did not accept the credential", wrong.Trouble, StringComparison.Ordinal);
        Assert.DoesNotContain("wrong", wrong.Trouble.Replace(_folder.Path, "", StringComparison.Ordinal), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_token_that_is_not_taken_is_told_though_everybody_may_ask_for_the_version()
    {
        await using var server = Knowing(await FakeAirflow.StartAsync(), 3);
        server.Accepts = static header => header.Length > 0 && header != "Bearer expired";
        var options = SomeAirflow.Options(server);

        Assert.Contains("asks for a credential (HTTP 401)", (await AskAsync(options)).Trouble, StringComparison.Ordinal);
        options.TokenFile = _folder.Write("token", "expired");
        Assert.Contains("did not accept the credential", (await AskAsync(options)).Trouble, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_no_Airflow_is_told()
    {
        await using var other = await FakeAirflow.StartAsync();
        other.Version = "1.10";
        await using var strange = (await FakeAirflow.StartAsync()).Knows("dags?limit=1", """{"dags":"many"}""");
        var nobody = new AirflowApiOptions { BaseUrl = $"http://127.0.0.1:{FreePort.Next()}" };

        Assert.NotEqual("", (await AskAsync(SomeAirflow.Options(other))).Trouble);
        Assert.Contains("with something else than Airflow would", (await AskAsync(SomeAirflow.Options(strange))).Trouble, StringComparison.Ordinal);
        Assert.StartsWith(nobody.BaseUrl, (await AskAsync(nobody)).Trouble, StringComparison.Ordinal);
    }

    private static Task<AirflowApiAnswer> AskAsync(AirflowApiOptions options) => AirflowApiProbe.AskAsync(options, Patience, TimeProvider.System, Stop);

    private static FakeAirflow Knowing(FakeAirflow server, int dags) => server.Knows("dags?limit=1", $$"""{"dags":[{"dag_id":"etl"}],"total_entries":{{dags}}}""");

    private AirflowApiOptions WithUser(FakeAirflow server, string password)
    {
        var options = SomeAirflow.Options(server);
        (options.UserFile, options.PasswordFile) = (_folder.Write("user", "windsock"), _folder.Write("password", password));
        return options;
    }
}
