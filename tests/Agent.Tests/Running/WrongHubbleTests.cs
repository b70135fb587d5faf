using System.Net;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Windsock.Testing;

namespace Windsock.Agent.Tests.Running;

/// <summary><c>hubble.address</c> leads somewhere, but not to Hubble: the agent runs on, says it is not ready, and says why once.</summary>
public sealed class WrongHubbleTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    [Fact]
    public async Task A_server_of_http1()
    {
        await using var server = await WrongServer.OfPagesAsync(HttpProtocols.Http1);
        await SaysOnceAsync($"127.0.0.1:{server.Port}", "", "gRPC port", mayHangUp: true);
    }

    [Fact]
    public async Task A_server_of_http2_that_is_no_grpc()
    {
        await using var server = await WrongServer.OfPagesAsync(HttpProtocols.Http2);
        await SaysOnceAsync($"127.0.0.1:{server.Port}", "", "not gRPC: set hubble.address to the gRPC port");
    }

    [Fact]
    public async Task A_server_that_wants_tls()
    {
        await using var server = await WrongServer.OfTlsAsync();
        await SaysOnceAsync($"127.0.0.1:{server.Port}", "", "it expects TLS (hubble.tls)", mayHangUp: true);
    }

    [Fact]
    public async Task A_server_without_the_tls_that_is_asked_for()
    {
        await using var server = await WrongServer.OfPagesAsync(HttpProtocols.Http2);
        await SaysOnceAsync($"127.0.0.1:{server.Port}", "tls: { serverName: worker-1.default.hubble-grpc.cilium.io }", "hubble.tls");
    }

    [Fact]
    public async Task A_server_whose_certificate_nobody_signed()
    {
        await using var server = await WrongServer.OfTlsAsync();
        await SaysOnceAsync($"127.0.0.1:{server.Port}", "tls: { serverName: localhost }", "hubble.tls");
    }

    [Fact]
    public Task Nobody_listens() => SaysOnceAsync($"127.0.0.1:{FreePort.Next()}", "", "nobody listens on");

    [Fact]
    public Task A_socket_that_does_not_exist() => SaysOnceAsync("unix:///tmp/windsock-no-such.sock", "", "does not exist: check hubble.address");

    /// <param name="mayHangUp">The server answers and hangs up at once: the reset may take its answer with it (the kernel discards what
    /// was not read yet), so one attempt can look like another failure than the next. No text is said twice in a row all the same.</param>
    private static async Task SaysOnceAsync(string address, string more, string mend, bool mayHangUp = false)
    {
        await using var agent = new AgentProcess($$"""
            hubble:
              address: "{{address}}"
              {{more}}
            kubernetes: { scope: "off" }
            """);

        await Eventually.GetAsync(agent.Pages.SourceAsync, source => source["failures"]?.GetValue<long>() >= 3, Patience, "three attempts");

        var lines = agent.Said("hubble: ").Select(line => line[line.IndexOf("hubble: ", StringComparison.Ordinal)..].Split("; next attempt")[0]).ToList();
        Assert.Contains(lines, line => line.Contains(mend, StringComparison.Ordinal) && line.Contains(address, StringComparison.Ordinal));
        Assert.All(lines.Zip(lines.Skip(1)), pair => Assert.NotEqual(pair.First, pair.Second));
        Assert.True(mayHangUp || lines.Count == 1, string.Join('\n', lines));
        Assert.Equal(HttpStatusCode.OK, (await agent.Pages.HealthAsync()).Code);
        var (code, body) = await agent.Pages.ReadyAsync();
        Assert.Equal(HttpStatusCode.ServiceUnavailable, code);
        Assert.Contains("no source is connected: hubble", body, StringComparison.Ordinal);
        Assert.Equal(0, await agent.StopAsync());
    }
}
