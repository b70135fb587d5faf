using System.Net;
using System.Net.Sockets;
using Windsock.Agent.Cli;
using Windsock.Testing;

namespace Windsock.Agent.Tests.Running;

/// <summary>The program as a shell or a kubelet sees it.</summary>
public sealed class StartTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    [Fact]
    public async Task A_bad_file_is_explained_completely_and_answers_2()
    {
        using var folder = new TemporaryFolder();
        var file = folder.Write("windsock.yaml", """
            hubbel: { address: "unix:///run/hubble.sock" }
            http: { listen: "9465" }
            kubernetes: { scope: nodes }
            airflow: { waitRoom: 2h }

            """);

        var (code, output, errors) = await RunAsync("run", "--config", file);

        Assert.Equal((ExitCode.Usage, ""), (code, output));
        Golden.Matches("Running/Golden/bad_file.txt", errors.Replace(file, "windsock.yaml", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_missing_file_answers_2()
    {
        var (code, output, errors) = await RunAsync("run", "--config", "no-such-file.yaml");

        Assert.Equal((ExitCode.Usage, ""), (code, output));
        Assert.Contains("no-such-file.yaml: cannot be read: no such file", errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_port_that_is_taken_answers_1()
    {
        using var taken = new TcpListener(IPAddress.Loopback, 0);
        taken.Start();
        using var folder = new TemporaryFolder();
        var file = folder.Write("windsock.yaml", $$"""
            http: { listen: "{{taken.LocalEndpoint}}" }
            kubernetes: { scope: "off" }

            """);

        var (code, output, errors) = await RunAsync("run", "--config", file);

        Assert.Equal((ExitCode.Failed, ""), (code, output));
        Assert.Contains($"cannot listen on {taken.LocalEndpoint}: another process already listens there", errors, StringComparison.Ordinal);
    }

    private static async Task<(int Code, string Output, string Errors)> RunAsync(params string[] arguments)
    {
        await using var windsock = WindsockProgram.Start(arguments);
        var code = await windsock.ExitAsync(Patience);
        return (code, windsock.Output, string.Join('\n', windsock.Errors) + "\n");
    }
}
