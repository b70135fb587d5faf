using System.Diagnostics;
using System.Globalization;

namespace Windsock.EndToEnd.Tests.RealCluster;

/// <summary>A server that a test started, and that it stops by its process id.</summary>
internal sealed class ServerProcess : IAsyncDisposable
{
    private readonly Process _process;
    private readonly TextWriter _log;

    private ServerProcess(Process process, TextWriter log)
    {
        _process = process;
        _log = log;
    }

    public static ServerProcess Start(string path, string logPath, params string[] arguments)
    {
        var process = new Process
        {
            StartInfo = new ProcessStartInfo(path, arguments) { RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false },
        };
        var log = TextWriter.Synchronized(new StreamWriter(logPath, append: true) { AutoFlush = true });
        var server = new ServerProcess(process, log);
        process.OutputDataReceived += (_, line) => log.WriteLine(line.Data);
        process.ErrorDataReceived += (_, line) => log.WriteLine(line.Data);
        process.Start();
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        return server;
    }

    /// <summary>Asks until the server says yes.</summary>
    /// <exception cref="InvalidOperationException">It ended, or did not get ready within a minute.</exception>
    public async Task ReadyAsync(Func<Task<bool>> isReady)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        using var beat = new PeriodicTimer(TimeSpan.FromMilliseconds(100));
        while (!await isReady())
        {
            if (_process.HasExited || limit.IsCancellationRequested)
            {
                throw new InvalidOperationException($"{_process.StartInfo.FileName} did not get ready");
            }

            await beat.WaitForNextTickAsync();
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            using var signal = Process.Start("kill", ["-TERM", _process.Id.ToString(CultureInfo.InvariantCulture)]);
            using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(15));
            try
            {
                await _process.WaitForExitAsync(limit.Token);
            }
            catch (OperationCanceledException)
            {
                _process.Kill();
            }
        }

        _process.Dispose();
        await _log.DisposeAsync();
    }
}
