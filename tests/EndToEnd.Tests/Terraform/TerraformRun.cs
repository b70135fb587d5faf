using Windsock.EndToEnd.Tests.RealCluster;
using Windsock.Testing;

namespace Windsock.EndToEnd.Tests.Terraform;

/// <summary>A configuration of its own for the real terraform, with its state in the real API server. It needs no provider: the resource is
/// built in, and its creation goes on until the test lets it.</summary>
internal sealed class TerraformRun
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(120);

    private readonly string _folder;

    public TerraformRun(ApiServerCluster cluster, string name, string token)
    {
        _folder = Directory.CreateDirectory(Path.Combine(cluster.Folder, name)).FullName;
        File.WriteAllText(Path.Combine(_folder, "empty.tfrc"), "");
        File.WriteAllText(Path.Combine(_folder, "main.tf"), $$"""
            terraform {
              backend "kubernetes" {
                secret_suffix = "network"
                namespace     = "airflow"
                config_path   = "{{cluster.WriteKubeconfig(cluster.Port, token)}}"
              }
            }
            resource "terraform_data" "slow" {
              triggers_replace = timestamp()
              provisioner "local-exec" { command = "until [ -f {{GoPath}} ]; do sleep 0.1; done" }
            }
            """);
    }

    /// <summary>Null where terraform is not installed.</summary>
    public static string? Program { get; } = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':')
        .Select(folder => Path.Combine(folder, "terraform")).FirstOrDefault(File.Exists);

    private string GoPath => Path.Combine(_folder, "go");

    public ChildProcess Start(params string[] arguments) => ChildProcess.Start(
        "/usr/bin/env", [$"TF_CLI_CONFIG_FILE={Path.Combine(_folder, "empty.tfrc")}", "CHECKPOINT_DISABLE=1", "TF_IN_AUTOMATION=1", Program!, .. arguments], _folder);

    /// <returns>Its exit code and everything it wrote.</returns>
    public async Task<(int Code, string Words)> RunAsync(params string[] arguments)
    {
        await using var process = Start(arguments);
        var code = await process.ExitAsync(Patience);
        return (code, process.Output + string.Join('\n', process.Errors));
    }

    /// <summary>Lets the creation end.</summary>
    public void Go() => File.WriteAllText(GoPath, "");
}
