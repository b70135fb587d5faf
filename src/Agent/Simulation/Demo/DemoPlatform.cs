using System.Globalization;
using Windsock.Agent.Simulation.Audit;
using Windsock.Agent.Simulation.CloudLogs;
using Windsock.Agent.Simulation.World.Platform;

namespace Windsock.Agent.Simulation.Demo;

/// <summary>How the simulated platform and the agent reach each other: keys, files, the agent's settings and the senders. Everything that
/// the demonstration has to know of those settings is here.</summary>
internal sealed class DemoPlatform : IAsyncDisposable
{
    private readonly DemoCertificates _certificates;
    private readonly PushKey _key = new();
    private readonly string _folder;
    private readonly int _port;

    /// <param name="folder">For files of keys; the demonstration's own.</param>
    /// <param name="port">Of the agent's audit port; nobody has it now.</param>
    public DemoPlatform(string folder, int port, TimeProvider time)
    {
        // A server sends every fourth batch twice and Pub/Sub every third: both promise at least once.
        const int ServerAgainEvery = 4;
        const int PushAgainEvery = 3;
        (_folder, _port) = (folder, port);
        _certificates = new DemoCertificates(time.GetUtcNow(), PlatformPlay.Servers);
        var agent = new Uri(string.Create(CultureInfo.InvariantCulture, $"https://127.0.0.1:{port}"));
        var delivery = new PlatformDelivery();
        Senders = new PlatformSenders(
            [.. Enumerable.Range(0, PlatformPlay.Servers).Select(server => new EventPost(_certificates.Client(server), agent, delivery, time, againEvery: ServerAgainEvery))],
            new EventPost(_certificates.Client(null), agent, delivery, time, () => _key.Token(time.GetUtcNow()), PushAgainEvery),
            delivery);
    }

    public PlatformSenders Senders { get; }

    /// <summary>Writes the files and answers the sections of the agent's configuration.</summary>
    public async Task<string> WriteAsync()
    {
        await File.WriteAllTextAsync(FileOf("audit-ca.crt"), _certificates.AuthorityPem);
        await File.WriteAllTextAsync(FileOf("audit.crt"), _certificates.ServerPem);
        await File.WriteAllTextAsync(FileOf("audit.key"), _certificates.ServerKeyPem);
        await File.WriteAllTextAsync(FileOf("pubsub-keys.json"), _key.KeySet());
        return string.Create(CultureInfo.InvariantCulture, $$"""
            audit:
              enabled: true
              listen: "127.0.0.1:{{_port}}"
              tls:
                certFile: "{{FileOf("audit.crt")}}"
                keyFile: "{{FileOf("audit.key")}}"
                clientCaFile: "{{FileOf("audit-ca.crt")}}"
              pubsub:
                enabled: true
                audience: "{{PushKey.Audience}}"
                emails: ["{{PushKey.Email}}"]
                issuer: "{{PushKey.Issuer}}"
                keysFile: "{{FileOf("pubsub-keys.json")}}"
            platform:
              crossplane:
                enabled: true
              terraform:
                enabled: true
                auditLag: 5s
                staleAfter: 10s
              trail:
                directory: "{{FileOf("trail")}}"

            """);
    }

    public async ValueTask DisposeAsync()
    {
        await Senders.DisposeAsync();
        _key.Dispose();
        _certificates.Dispose();
    }

    private string FileOf(string name) => Path.Combine(_folder, name);
}
