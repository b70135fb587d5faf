using System.Globalization;
using System.Text;
using Windsock.Testing;

namespace Windsock.EndToEnd.Tests.Alerts;

/// <summary>The agent is killed again and again while it delivers, to a receiver that has its moods. What was on disk arrives.</summary>
public sealed class KilledAgentTests : IDisposable
{
    private const int Kills = 50;
    private const int Seed = 20_261_130;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("windsock-");

    private string State => Path.Combine(_folder.FullName, "state");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public async Task Of_an_agent_that_is_killed_fifty_times_every_alert_arrives_and_what_comes_twice_has_one_key()
    {
        var socket = Path.Combine(_folder.FullName, "agent.sock");
        await using var receiver = await MoodyReceiver.StartAsync(Seed);
        await using var hubble = await DenyingHubble.StartAsync(socket, Path.Combine(_folder.FullName, "hubble.sock"));
        var random = new Random(Seed);
        for (var kill = 0; kill < Kills; kill++)
        {
            await using var agent = await StartAsync(socket, receiver.Address);
            await Eventually.HoldsAsync(
                () =>
                {
                    hubble.Deny(kill);
                    return Task.FromResult(IsOnDisk(DenyingHubble.DagOf(kill)));
                },
                Patience,
                $"alert {kill} on disk; the agent says: {string.Join('\n', agent.Errors)}");
            await Task.Delay(random.Next(400), TestContext.Current.CancellationToken);
            await agent.KillAsync();
        }

        Assert.True(receiver.Asked > 10, $"only {receiver.Asked} requests came while the agent was killed: nothing was shown");
        receiver.Behave();
        await using var last = await StartAsync(socket, receiver.Address);

        // One more, that only the last agent can tell: all of the others may have arrived before it had so much as started.
        var all = Enumerable.Range(0, Kills + 1).Select(DenyingHubble.DagOf).ToList();
        await Eventually.HoldsAsync(
            () =>
            {
                hubble.Deny(Kills);
                return Task.FromResult(all.TrueForAll(dag => receiver.Taken.Any(taken => taken.Dag == dag)));
            },
            Patience,
            "every alert");

        var unlike = receiver.Taken.GroupBy(taken => taken.Key, StringComparer.Ordinal).Where(same => same.Select(taken => taken.Hash).Distinct().Count() > 1).Select(same => same.Key);
        Assert.Empty(unlike);
        Assert.All(receiver.Taken, taken => Assert.NotEmpty(taken.Key));
        Assert.Equal(0, await last.TerminateAsync());
    }

    private async Task<ChildProcess> StartAsync(string socket, Uri receiver)
    {
        var file = Path.Combine(_folder.FullName, "windsock.yaml");
        await File.WriteAllTextAsync(file, string.Create(CultureInfo.InvariantCulture, $$"""
            node: { name: {{DenyingHubble.NodeName}}, stateDirectory: "{{State}}" }
            http: { listen: "127.0.0.1:{{FreePort.Next()}}" }
            hubble: { address: "unix://{{socket}}" }
            kubernetes: { scope: "off" }
            airflow: { namespaces: [airflow] }
            detection:
              connections: { reorderWindow: 0s }
            alerts:
              policy: { groupWait: 0s }
              webhooks:
                - { name: moody, url: "{{receiver}}" }

            """));
        return WindsockProgram.Start("run", "--config", file);
    }

    /// <summary>A message about that DAG is in the files of the outbox, whatever has become of it.</summary>
    private bool IsOnDisk(string dag)
    {
        var word = Encoding.UTF8.GetBytes($"\"dagId\":\"{dag}\"");
        var folder = Path.Combine(State, $"outbox-{DenyingHubble.NodeName}");
        return Directory.Exists(folder) && Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories).Any(file => Holds(file, word));
    }

    private static bool Holds(string file, byte[] word)
    {
        try
        {
            using var stream = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            using var copy = new MemoryStream();
            stream.CopyTo(copy);
            return copy.GetBuffer().AsSpan(0, (int)copy.Length).IndexOf(word) >= 0;
        }
        catch (IOException)
        {
            // It was removed meanwhile: all in it was delivered.
            return false;
        }
    }
}
