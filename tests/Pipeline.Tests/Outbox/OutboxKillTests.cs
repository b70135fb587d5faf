using System.Globalization;
using Windsock.Pipeline.Tests.Storage;
using Windsock.Testing;

namespace Windsock.Pipeline.Tests.Outbox;

public class OutboxKillTests
{
    private const int Kills = 50;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    [Fact]
    public async Task Every_message_that_was_durable_arrives_though_the_process_is_killed_fifty_times()
    {
        using var folder = new TempFolder();
        await using var receiver = await UnreliableReceiver.StartAsync();
        var dice = new Random(7);
        var printed = new HashSet<string>(StringComparer.Ordinal);
        for (var kill = 0; kill < Kills; kill++)
        {
            await using var child = Start(folder, receiver, $"run{kill}", count: 1_000_000);
            if (kill % 5 > 0)
            {
                await Eventually.HoldsAsync(() => Task.FromResult(child.Output.Length > 0), Patience, "a durable message");
            }

            using var moment = new PeriodicTimer(TimeSpan.FromMilliseconds(1 + dice.Next(kill % 5 > 0 ? 100 : 400)));
            await moment.WaitForNextTickAsync(TestContext.Current.CancellationToken);
            await child.KillAsync();
            printed.UnionWith(KeysOf(child));
        }

        receiver.IsMended = true;
        await using var last = Start(folder, receiver, "last", count: 10);
        Assert.Equal(0, await last.ExitAsync(TimeSpan.FromSeconds(60)));
        printed.UnionWith(KeysOf(last));

        Assert.True(printed.Count > 250, string.Create(CultureInfo.InvariantCulture, $"only {printed.Count} messages were accepted"));
        foreach (var sink in new[] { "first", "second" })
        {
            var kept = receiver.KeptBy(sink);
            Assert.Empty(printed.Except(kept.Keys));

            // What came again came with the same key: at most once for each kill and each failure, not over and over.
            TestContext.Current.SendDiagnosticMessage($"{sink}: {printed.Count} durable, {kept.Count} arrived, {kept.Values.Sum() - kept.Count} of them again");
            Assert.InRange(kept.Values.Sum(), kept.Count, kept.Count * 2);
        }
    }

    private static ChildProcess Start(TempFolder folder, UnreliableReceiver receiver, string run, int count) => ChildProcess.Start(
        Environment.ProcessPath!, [OutboxChild.Verb, folder.Path, receiver.Address, run, count.ToString(CultureInfo.InvariantCulture)], AppContext.BaseDirectory);

    /// <summary>Whole lines only: a kill may cut the last.</summary>
    private static IEnumerable<string> KeysOf(ChildProcess child) => child.Output.Split('\n').Where(line => line.Contains('-', StringComparison.Ordinal));
}
