using System.Diagnostics;

namespace Windsock.FlowCollector.Tests.Hubble.Streaming;

/// <summary>A Hubble server that is not ours: hubble-server.js under Node, streaming the recorded flows.</summary>
internal sealed class GrpcJsHubble : IDisposable
{
    private static readonly string Root = FindRoot();

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("windsock-js-");
    private Process? _process;

    public string Address => $"unix://{Socket}";

    /// <summary>The recordings in the order in which they are served: the times of all flows ascend.</summary>
    public static string[] Recordings { get; } =
        [.. new[] { "basic-sample-10-flows.json", "basic-sample-330-dns-flows.json", "basic-sample-348-http-flows.json", "basic-sample-400-tcp-flows.json" }
            .Select(name => Path.GetFullPath(Path.Combine(Root, "..", "shared", "data", "hubble", name)))];

    private static string Peer => Path.Combine(Root, "tests", "Testing", "GrpcPeer");

    private static string Protos => Path.Combine(Root, "src", "FlowCollector", "Hubble", "Protos");

    private string Socket => Path.Combine(_folder.FullName, "hubble.sock");

    /// <summary>What is missing on this machine; null when all is there.</summary>
    public static string? Missing =>
        FindNode() is null ? "Node is not installed"
        : !Directory.Exists(Path.Combine(Peer, "node_modules")) ? "tests/Testing/GrpcPeer/node_modules is missing: run eng/real-parts/install.sh"
        : !Directory.Exists(Protos) ? "src/FlowCollector/Hubble/Protos is missing"
        : Array.Find(Recordings, file => !File.Exists(file)) is { } absent ? $"the recording {Path.GetFileName(absent)} is missing"
        : null;

    /// <summary>Starts the server; it listens when this completes.</summary>
    public async Task StartAsync(params string[] options)
    {
        _process = Process.Start(new ProcessStartInfo(FindNode()!)
        {
            ArgumentList = { Path.Combine(Peer, "hubble-server.js"), "--socket", Socket, "--protos", Protos },
            RedirectStandardOutput = true,
        }.With([.. options, .. Recordings]))!;
        var line = await _process.StandardOutput.ReadLineAsync().WaitAsync(TimeSpan.FromSeconds(30));
        Assert.Equal("ready", line);
    }

    public Task DeathAsync() => _process!.WaitForExitAsync().WaitAsync(TimeSpan.FromSeconds(30));

    public void Dispose()
    {
        if (_process is { HasExited: false })
        {
            _process.Kill();
            _process.WaitForExit();
        }

        _process?.Dispose();
        _folder.Delete(recursive: true);
    }

    private static string? FindNode()
    {
        var paths = Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".cache", "windsock", "real-parts", "paths.env");
        var line = File.Exists(paths) ? File.ReadLines(paths).FirstOrDefault(line => line.StartsWith("NODE=", StringComparison.Ordinal)) : null;
        return line is not null && File.Exists(line["NODE=".Length..]) ? line["NODE=".Length..] : null;
    }

    private static string FindRoot()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "Agent.sln")))
        {
            folder = folder.Parent;
        }

        return folder?.FullName ?? throw new InvalidOperationException("The tests do not run inside the repository.");
    }
}

file static class StartExtensions
{
    public static ProcessStartInfo With(this ProcessStartInfo start, IEnumerable<string> arguments)
    {
        foreach (var argument in arguments)
        {
            start.ArgumentList.Add(argument);
        }

        return start;
    }
}
