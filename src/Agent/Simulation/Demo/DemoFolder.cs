using System.Globalization;
using System.Security.Cryptography;

namespace Windsock.Agent.Simulation.Demo;

/// <summary>The demo's temporary folder: sockets, kubeconfig and the agent's configuration. Gone when disposed.</summary>
internal sealed class DemoFolder : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("windsock-demo-");

    /// <summary>For whatever else belongs to the demonstration.</summary>
    public string FullName => _folder.FullName;

    public string AgentSocket => Path.Combine(_folder.FullName, "agent.sock");

    public string PublicSocket => Path.Combine(_folder.FullName, "hubble.sock");

    public string ConfigFile => Path.Combine(_folder.FullName, "windsock.yaml");

    private string KeyFile => Path.Combine(_folder.FullName, "webhook.key");

    private string StateDirectory => Path.Combine(_folder.FullName, "state");

    private string KubeconfigFile => Path.Combine(_folder.FullName, "kubeconfig");

    /// <summary>Makes the key by which the agent signs its messages, and answers it.</summary>
    public async Task<string> MakeKeyAsync()
    {
        const int KeyBytes = 32;
        var key = RandomNumberGenerator.GetHexString(2 * KeyBytes, lowercase: true);
        await File.WriteAllTextAsync(KeyFile, key + "\n");
        return key;
    }

    /// <summary>The agent's messages would be written over a live table, and each of the many alerts is one: it says only what ends it.</summary>
    /// <param name="accessLogs">Where the sidecars send their access logs; null: nowhere.</param>
    /// <param name="alerts">Where alerts go, signed by the key that was made; null: nowhere.</param>
    /// <param name="platform">Sections of the platform; empty: none.</param>
    public async Task WriteAsync(
        DemoSettings settings, string nodeName, IEnumerable<string> airflowNamespaces, Uri kubernetes, Uri? accessLogs = null, Uri? alerts = null, string platform = "")
    {
        Directory.CreateDirectory(StateDirectory);
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
              logLevel: error
              stateDirectory: "{{StateDirectory}}"
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

        await File.AppendAllTextAsync(ConfigFile, platform);
        if (alerts is not null)
        {
            await File.AppendAllTextAsync(ConfigFile, Alerts(alerts));
        }
    }

    public void Dispose() => _folder.Delete(recursive: true);

    /// <summary>Who joins an alert is told after as short a time as there is: a demonstration is short.</summary>
    private string Alerts(Uri receiver) => string.Create(CultureInfo.InvariantCulture, $$"""
        alerts:
          policy:
            groupInterval: 10s
          webhooks:
            - name: demo
              url: "{{receiver}}"
              hmacKeyFile: "{{KeyFile}}"
          links:
            airflow:
              baseUrl: "https://airflow.example.com"
            dashboardUrl: "https://grafana.example.com/d/windsock-dag/dag"

        """);
}
