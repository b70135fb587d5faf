using System.IO.Compression;
using Windsock.Agent.Cli;
using Windsock.Testing;

namespace Windsock.Agent.Tests.Replay;

public sealed class StandardInputTests
{
    private const string Flow = """
        {"flow":{"time":"2026-03-01T10:00:00Z","verdict":"FORWARDED","IP":{"source":"10.0.0.1","destination":"10.0.0.2","ipVersion":"IPv4"},"l4":{"TCP":{"source_port":40000,"destination_port":5432,"flags":{"SYN":true}}},"source":{"namespace":"airflow","pod_name":"etl-load"},"destination":{"namespace":"data","pod_name":"db-0"},"Type":"L3_L4","node_name":"n"}}

        """;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_recording_from_standard_input_gives_what_the_file_gives(bool isPacked)
    {
        using var folder = new TemporaryFolder();
        var file = folder.Write("flows.json", Flow);
        var input = isPacked ? Pack(file) : file;

        var fromFile = await RunAsync($"exec ./windsock replay '{file}' -o json");
        var fromInput = await RunAsync($"exec ./windsock replay - -o json < '{input}'");

        Assert.Equal(ExitCode.Ok, fromFile.Code);
        Assert.Contains("etl-load", fromFile.Output, StringComparison.Ordinal);
        Assert.Equal(fromFile, fromInput);
    }

    private static string Pack(string file)
    {
        var packed = file + ".gz";
        using var output = new GZipStream(File.Create(packed), CompressionLevel.Fastest);
        output.Write(File.ReadAllBytes(file));
        return packed;
    }

    private static async Task<(int Code, string Output)> RunAsync(string command)
    {
        await using var shell = ChildProcess.Start("/bin/sh", ["-c", command], AppContext.BaseDirectory);
        return (await shell.ExitAsync(Patience), shell.Output);
    }
}
