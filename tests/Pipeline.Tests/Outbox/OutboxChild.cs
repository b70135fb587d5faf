using System.Globalization;
using System.Net.Http.Headers;
using System.Text;
using Microsoft.Extensions.Logging.Abstractions;
using Windsock.Pipeline.Outbox;
using Windsock.Pipeline.Sinks;

namespace Windsock.Pipeline.Tests.Outbox;

/// <summary>A process with an outbox, to be killed: offers notes one after the other and prints the key of each that is on the disk.</summary>
internal static class OutboxChild
{
    public const string Verb = "outbox-child";

    public const string KeyHeader = "Idempotency-Key";

    /// <param name="args">The directory, the address of the receiver, the name of the run, and how many notes to offer; it ends when
    /// all of them, and all from before, are delivered.</param>
    public static async Task<int> RunAsync(string[] args)
    {
        var (directory, address, run, count) = (args[0], args[1], args[2], int.Parse(args[3], CultureInfo.InvariantCulture));
        using var client = new HttpClient { BaseAddress = new Uri(address), Timeout = TimeSpan.FromSeconds(5) };
        OutboxSink<Note>[] sinks = [new(new PostedNotes("first", client), static _ => true), new(new PostedNotes("second", client), static _ => true)];
        using var outbox = new Outbox<Note>(new OutboxOptions(), directory, new NoteCodec(), sinks, TimeProvider.System, NullLogger.Instance);
        await using var output = new StreamWriter(Console.OpenStandardOutput(), new UTF8Encoding(false)) { AutoFlush = true };
        outbox.Keeper.Stored = entry => output.WriteLine(entry.Key);
        var ended = Task.Run(outbox.RunAsync);
        using var beat = new PeriodicTimer(TimeSpan.FromMilliseconds(2));
        for (var i = 0; i < count; i++)
        {
            outbox.Offer(new Note($"{run}-{i.ToString(CultureInfo.InvariantCulture)}", Order: $"{run}-{i % 7}", Text: new string('x', i % 50 * 20)));
            await beat.WaitForNextTickAsync();
        }

        while (outbox.Counts.Ledgers.Any(ledger => ledger.Waiting.Value > 0 || ledger.Accepted.Value < count))
        {
            await beat.WaitForNextTickAsync();
        }

        outbox.Complete();
        await ended;
        return outbox.Counts.Ledgers.All(ledger => ledger.Difference == 0 && ledger.Kept.Value == 0) ? 0 : 1;
    }

    private sealed class PostedNotes(string name, HttpClient client) : ISink<Note>
    {
        public string Name => name;

        public async Task<Delivery> DeliverAsync(Note item, CancellationToken stop)
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, name) { Content = new StringContent(item.Text) };
            request.Content.Headers.ContentType = new MediaTypeHeaderValue("text/plain");
            request.Headers.Add(KeyHeader, item.Key);
            using var answer = await client.SendAsync(request, stop);
            return answer.IsSuccessStatusCode ? Delivery.Delivered : Delivery.Retryable($"answered {(int)answer.StatusCode}");
        }
    }
}
