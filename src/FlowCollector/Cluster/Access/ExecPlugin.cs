using System.Buffers;
using System.Collections.Immutable;
using System.Diagnostics;
using System.Text;
using System.Text.Json;

namespace Windsock.FlowCollector.Cluster.Access;

/// <summary>A credential plugin: a command of the kubeconfig that writes an ExecCredential to its standard output.</summary>
internal sealed class ExecPlugin
{
    public const string RequestVariable = "KUBERNETES_EXEC_INFO";

    private const int MaxAnswerBytes = 1024 * 1024;
    private const int MaxComplaint = 300;
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(60);

    private readonly string _apiVersion;
    private readonly string _request;
    private readonly ImmutableArray<string> _arguments;
    private readonly ImmutableArray<KeyValuePair<string, string>> _environment;
    private readonly string _hint;

    private ExecPlugin(YamlSection exec, string command, string apiVersion, string request)
    {
        Command = command;
        _apiVersion = apiVersion;
        _request = request;
        _arguments = [.. exec.Texts("args")];
        _environment = [.. exec.Elements("env").Select(variable => KeyValuePair.Create(variable.Text("name"), variable.Text("value")))];
        _hint = exec.Text("installHint");
    }

    public string Command { get; }

    /// <exception cref="KubernetesConfigurationException">The section cannot be used.</exception>
    public static ExecPlugin Configure(YamlSection exec, ApiAccess access, YamlSection cluster, string folder)
    {
        var version = exec.Text("apiVersion");
        if (version is not ("client.authentication.k8s.io/v1" or "client.authentication.k8s.io/v1beta1"))
        {
            throw exec.Error("apiVersion", $"is '{version}', but must be client.authentication.k8s.io/v1 or /v1beta1: update the plugin");
        }

        var mode = exec.Text("interactiveMode");
        if (mode is not ("Never" or "IfAvailable") && !(mode.Length == 0 && version.EndsWith("beta1", StringComparison.Ordinal)))
        {
            throw exec.Error("interactiveMode", $"is '{mode}', but must be Never or IfAvailable: the agent has no terminal");
        }

        var command = exec.Text("command");
        if (command.Length == 0)
        {
            throw exec.Error("command", "is missing");
        }

        // As kubectl does it: a bare name is looked for in PATH, a relative path starts at the kubeconfig.
        var path = command.Contains('/', StringComparison.Ordinal) ? Path.Combine(folder, command) : command;
        return new ExecPlugin(exec, path, version, Request(version, exec.Flag("provideClusterInfo"), access, cluster, folder));
    }

    /// <exception cref="CredentialException">The command failed, took over a minute, or wrote something else.</exception>
    public async Task<ExecCredential> RunAsync(TimeProvider time, CancellationToken stop)
    {
        using var timeout = new CancellationTokenSource(Timeout, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, stop);
        using var process = Start();
        try
        {
            process.StandardInput.Close();
            var complaint = ReadAsync(process.StandardError.BaseStream, either.Token);
            var answer = await ReadAsync(process.StandardOutput.BaseStream, either.Token).ConfigureAwait(false);
            var complained = Encoding.UTF8.GetString(await complaint.ConfigureAwait(false)).Trim();
            await process.WaitForExitAsync(either.Token).ConfigureAwait(false);
            return process.ExitCode == 0
                ? ExecCredential.Parse(answer, Command, _apiVersion)
                : throw new CredentialException($"The credential plugin '{Command}' ended with exit code {process.ExitCode}: {Shorten(complained)}");
        }
        catch (OperationCanceledException) when (!stop.IsCancellationRequested)
        {
            throw new CredentialException($"The credential plugin '{Command}' did not answer within {Timeout.TotalSeconds:0} s");
        }
        catch (IOException failure)
        {
            throw new CredentialException($"The credential plugin '{Command}' could not be read: {failure.Message}", failure);
        }
        finally
        {
            Kill(process);
        }
    }

    private static string Request(string version, bool withCluster, ApiAccess access, YamlSection cluster, string folder)
    {
        var json = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(json))
        {
            writer.WriteStartObject();
            writer.WriteString("kind", "ExecCredential");
            writer.WriteString("apiVersion", version);
            writer.WriteStartObject("spec");
            if (withCluster)
            {
                WriteCluster(writer, access, cluster, folder);
            }

            writer.WriteBoolean("interactive", false);
            writer.WriteEndObject();
            writer.WriteEndObject();
        }

        return Encoding.UTF8.GetString(json.WrittenSpan);
    }

    private static void WriteCluster(Utf8JsonWriter writer, ApiAccess access, YamlSection cluster, string folder)
    {
        writer.WriteStartObject("cluster");
        writer.WriteString("server", cluster.Text("server"));
        if (access.ServerName.Length > 0)
        {
            writer.WriteString("tls-server-name", access.ServerName);
        }

        if (access.SkipsVerification)
        {
            writer.WriteBoolean("insecure-skip-tls-verify", true);
        }

        var encoded = cluster.Text("certificate-authority-data");
        var file = cluster.Text("certificate-authority");
        if (encoded.Length > 0)
        {
            writer.WriteString("certificate-authority-data", encoded);
        }
        else if (file.Length > 0)
        {
            writer.WriteString("certificate-authority-data", Convert.ToBase64String(File.ReadAllBytes(Path.Combine(folder, file))));
        }

        writer.WriteEndObject();
    }

    private Process Start()
    {
        var start = new ProcessStartInfo(Command, _arguments)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
        };
        foreach (var (name, value) in _environment)
        {
            start.Environment[name] = value;
        }

        start.Environment[RequestVariable] = _request;
        try
        {
            return Process.Start(start) ?? throw new CredentialException($"The credential plugin '{Command}' did not start");
        }
        catch (System.ComponentModel.Win32Exception failure)
        {
            throw new CredentialException($"The credential plugin '{Command}' cannot be started: {failure.Message}. {_hint}".TrimEnd(), failure);
        }
    }

    private async Task<byte[]> ReadAsync(Stream stream, CancellationToken stop)
    {
        using var bytes = new MemoryStream();
        var chunk = new byte[4096];
        int read;
        while ((read = await stream.ReadAsync(chunk, stop).ConfigureAwait(false)) > 0)
        {
            if (bytes.Length + read > MaxAnswerBytes)
            {
                throw new CredentialException($"The credential plugin '{Command}' wrote more than {MaxAnswerBytes} bytes");
            }

            bytes.Write(chunk, 0, read);
        }

        return bytes.ToArray();
    }

    private static string Shorten(string text) => text.Length <= MaxComplaint ? text : text[..MaxComplaint] + "...";

    private static void Kill(Process process)
    {
        try
        {
            process.Kill(entireProcessTree: true);
        }
        catch (InvalidOperationException)
        {
            // It has ended by itself, as it should.
        }
    }
}
