using System.Globalization;

namespace Windsock.Agent.Simulation.Demo;

/// <summary>The demo's temporary folder: sockets, kubeconfig and the agent's configuration. Gone when disposed.</summary>
internal sealed class DemoFolder : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("windsock-demo-");

    public string AgentSocket => Path.Combine(_folder.FullName, "agent.sock");

    public string PublicSocket => Path.Combine(_folder.FullName, "hubble.sock");

    public string ConfigFile => Path.Combine(_folder.FullName, "windsock.yaml");

    private string KubeconfigFile => Path.Combine(_folder.FullName, "kubeconfig");

    /// <summary>The agent's messages would be written over a live table: there it says only what ends it.</summary>
    /// <param name="accessLogs">Where the sidecars send their access logs; null: nowhere.</param>
    public async Task WriteAsync(DemoSettings settings, string nodeName, IEnumerable<string> airflowNamespaces, Uri kubernetes, Uri? accessLogs = null)
    {
        await File.WriteAllTextAsync(KubeconfigFile, string.Create(CultureInfo.InvariantCulture, $$"""
            apiVersion: v1
            kind: Config
            current-context: demo
            clusters:
              - name: demo
                cluster:
                  server: "{{kubernetes.GetLeftPart(UriPartial.Authority)}}"
            users:
              - name: demo
                user: {}
            contexts:
              - name: demo
                context:
                  cluster: demo
                  user: demo

            """));
        await File.WriteAllTextAsync(ConfigFile, string.Create(CultureInfo.InvariantCulture, $$"""
            node:
              name: "{{nodeName}}"
              logLevel: {{(settings.IsLive ? "error" : "warning")}}
            http:
              listen: "{{settings.Listen}}"
            hubble:
              address: "unix://{{AgentSocket}}"
            kubernetes:
              kubeconfig: "{{KubeconfigFile}}"
              scope: node
            airflow:
              namespaces: [{{string.Join(", ", airflowNamespaces.Select(name => $"\"{name}\""))}}]

            """));
        if (accessLogs is not null)
        {
            // The pods of the simulation have no addresses on this machine: every stream comes from loopback.
            await File.AppendAllTextAsync(ConfigFile, string.Create(CultureInfo.InvariantCulture, $$"""
                istio:
                  receiver:
                    listen: "{{accessLogs.Authority}}"
                  accessLog:
                    enabled: true
                    verifySender: false

                """));
        }
    }

    public void Dispose() => _folder.Delete(recursive: true);
}
