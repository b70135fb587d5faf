using Windsock.Testing;

namespace Windsock.Agent.Tests.Running;

/// <summary><c>windsock run</c> as a process of its own, with its words and its pages.</summary>
internal sealed class AgentProcess : IAsyncDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly ChildProcess _process;

    /// <param name="settings">YAML sections; <c>http</c> is added.</param>
    public AgentProcess(string settings)
    {
        Pages = new AgentPages(FreePort.Next());
        var file = _folder.Write("windsock.yaml", $"{settings}\nhttp:\n  listen: \"{Pages.Listen}\"\n");
        _process = WindsockProgram.Start("run", "--config", file);
    }

    public AgentPages Pages { get; }

    public bool HasExited => _process.HasExited;

    /// <summary>Lines of the log that hold this text.</summary>
    public IReadOnlyList<string> Said(string text) => [.. _process.Errors.Where(line => line.Contains(text, StringComparison.Ordinal))];

    /// <summary>SIGTERM; answers the exit code.</summary>
    public Task<int> StopAsync() => _process.TerminateAsync();

    public async ValueTask DisposeAsync()
    {
        await _process.DisposeAsync();
        Pages.Dispose();
        _folder.Dispose();
    }
}
