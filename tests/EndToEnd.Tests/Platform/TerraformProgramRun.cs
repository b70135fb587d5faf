using Windsock.Testing;

namespace Windsock.EndToEnd.Tests.Platform;

/// <summary>The real Terraform with its state in the API server, acting with the token of a task's pod. It makes nothing but a
/// <c>terraform_data</c>, which needs no provider and no network.</summary>
internal sealed class TerraformProgramRun(AuditedCluster cluster, TaskPod pod, string folder)
{
    /// <summary>Null when it is not installed.</summary>
    public static string? Program => (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':').Where(folder => folder.Length > 0).Select(folder => Path.Combine(folder, "terraform")).FirstOrDefault(File.Exists);

    /// <summary>Writes the configuration and takes it into use.</summary>
    /// <param name="waitFor">The apply waits, half a minute at most, until this file is there.</param>
    public async Task PrepareAsync(string waitFor)
    {
        Directory.CreateDirectory(folder);
        await File.WriteAllTextAsync(Path.Combine(folder, "terraform.rc"), "disable_checkpoint = true\n");
        await File.WriteAllTextAsync(Path.Combine(folder, "main.tf"), $$"""
            terraform {
              backend "kubernetes" {
                namespace     = "airflow"
                secret_suffix = "real"
                config_path   = "{{cluster.WriteKubeconfig(cluster.Port, pod.Token)}}"
              }
            }
            resource "terraform_data" "network" {
              input = "{{pod.Name}}"
              triggers_replace = ["{{pod.Name}}"]
              provisioner "local-exec" {
                command = "i=0; while [ ! -e '{{waitFor}}' ] && [ $i -lt 300 ]; do sleep 0.1; i=$((i+1)); done"
              }
            }
            """);
        await using var run = Start("init", "-input=false", "-no-color");
        var code = await run.ExitAsync(ListeningAgent.Patience);
        Assert.True(code == 0, run.Output + string.Join('\n', run.Errors));
    }

    public ChildProcess Apply(params string[] more) => Start(["apply", "-input=false", "-no-color", "-auto-approve", .. more]);

    private ChildProcess Start(params string[] arguments) => ChildProcess.Start(
        "env", [$"TF_CLI_CONFIG_FILE={Path.Combine(folder, "terraform.rc")}", "TF_IN_AUTOMATION=1", "CHECKPOINT_DISABLE=1", Program!, .. arguments], folder);
}
