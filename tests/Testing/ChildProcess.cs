using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;

namespace Windsock.Testing;

/// <summary>A process that a test started, whose words it reads, and that it stops by its id.</summary>
public sealed class ChildProcess : IAsyncDisposable
{
    private static readonly TimeSpan EndPatience = TimeSpan.FromSeconds(20);

    private readonly Process _process;
    private readonly ConcurrentQueue<string> _output = new();
    private readonly ConcurrentQueue<string> _errors = new();

    private ChildProcess(Process process) => _process = process;

    public bool HasExited => _process.HasExited;

    /// <summary>Standard output so far.</summary>
    public string Output => string.Join('\n', _output);

    /// <summary>Lines of standard error so far.</summary>
    public IReadOnlyCollection<string> Errors => [.. _errors];

    /// <param name="input">Standard input; null: none.</param>
    public static ChildProcess Start(string path, IEnumerable<string> arguments, string folder, string? input = null)
    {
        var process = new Process
        {
            StartInfo = new ProcessStartInfo(path, arguments)
            {
                WorkingDirectory = folder,
                RedirectStandardInput = true,
                RedirectStandardOutput = true,
                RedirectStandardError = true,
            },
        };
        var child = new ChildProcess(process);
        process.OutputDataReceived += (_, line) => Keep(child._output, line.Data);
        process.ErrorDataReceived += (_, line) => Keep(child._errors, line.Data);
        process.Start();
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        if (input is not null)
        {
            process.StandardInput.Write(input);
        }

        process.StandardInput.Close();
        return child;
    }

    /// <summary>Waits for its end by itself and answers its exit code.</summary>
    /// <exception cref="TimeoutException">It still runs; the message shows what it wrote.</exception>
    public async Task<int> ExitAsync(TimeSpan limit)
    {
        using var enough = new CancellationTokenSource(limit);
        try
        {
            await _process.WaitForExitAsync(enough.Token);
            return _process.ExitCode;
        }
        catch (OperationCanceledException)
        {
            throw new TimeoutException($"{_process.StartInfo.FileName} still runs after {limit.TotalSeconds:0} s. It wrote:\n{Output}\n{string.Join('\n', _errors)}");
        }
    }

    /// <summary>Asks it to end (SIGTERM) and answers its exit code.</summary>
    public async Task<int> TerminateAsync()
    {
        if (!_process.HasExited)
        {
            using var kill = Process.Start("kill", ["-TERM", _process.Id.ToString(CultureInfo.InvariantCulture)]);
            await kill.WaitForExitAsync();
        }

        return await ExitAsync(EndPatience);
    }

    /// <summary>Ends it at once (SIGKILL), without a word to it; what it wrote until then is in <see cref="Output"/>.</summary>
    public async Task KillAsync()
    {
        _process.Kill();
        await ExitAsync(EndPatience);
    }

    public async ValueTask DisposeAsync()
    {
        try
        {
            await TerminateAsync();
        }
        catch (TimeoutException)
        {
            _process.Kill();
        }

        _process.Dispose();
    }

    private static void Keep(ConcurrentQueue<string> lines, string? line)
    {
        if (line is not null)
        {
            lines.Enqueue(line);
        }
    }
}
