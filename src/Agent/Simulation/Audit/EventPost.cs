using System.Net.Http.Headers;
using System.Text;

namespace Windsock.Agent.Simulation.Audit;

/// <summary>Posts batches over one sender's connections, each until it is taken or given up, several at a time and in no certain order.
/// One thread hands over.</summary>
/// <param name="client">With the sender's certificate, if it has one; owned.</param>
/// <param name="authorization">Of each request; null when there is none.</param>
/// <param name="againEvery">Every so many batches the answer is believed to be lost, and the batch sent once more; 0 for never.</param>
internal sealed class EventPost(HttpClient client, Uri agent, PlatformDelivery delivery, TimeProvider time, Func<string>? authorization = null, int againEvery = 0) : IAsyncDisposable
{
    /// <summary>A real API server gives up after five.</summary>
    private const int Attempts = 5;

    private static readonly TimeSpan Backoff = TimeSpan.FromSeconds(0.5);

    private readonly List<Task> _posts = [];
    private readonly CancellationTokenSource _abort = new();
    private int _count;

    public void Send(SentBatch batch)
    {
        _posts.RemoveAll(post => post.IsCompleted);
        _count++;
        _posts.Add(PostAsync(batch, againEvery > 0 && _count % againEvery == 0));
    }

    public async ValueTask DisposeAsync()
    {
        await _abort.CancelAsync();
        await Task.WhenAll(_posts);
        client.Dispose();
        _abort.Dispose();
    }

    private async Task PostAsync(SentBatch batch, bool isSentAgain)
    {
        try
        {
            if (!await PostPatientlyAsync(batch, isAgain: false))
            {
                delivery.Lose(batch);
            }
            else if (isSentAgain)
            {
                await PostPatientlyAsync(batch, isAgain: true);
            }
        }
        catch (OperationCanceledException) when (_abort.IsCancellationRequested)
        {
            delivery.Lose(batch);
        }
    }

    private async Task<bool> PostPatientlyAsync(SentBatch batch, bool isAgain)
    {
        for (var attempt = 1; attempt <= Attempts; attempt++)
        {
            if (await TryPostAsync(batch))
            {
                delivery.Take(batch, isAgain);
                return true;
            }

            delivery.Refuse();
            await Task.Delay(Backoff * attempt, time, _abort.Token);
        }

        return false;
    }

    private async Task<bool> TryPostAsync(SentBatch batch)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(agent, batch.Path))
        {
            Content = new StringContent(batch.Json, Encoding.UTF8, new MediaTypeHeaderValue("application/json")),
        };
        if (authorization is not null)
        {
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", authorization());
        }

        try
        {
            using var response = await client.SendAsync(request, _abort.Token);
            return response.IsSuccessStatusCode;
        }
        catch (HttpRequestException)
        {
            return false;
        }
        catch (OperationCanceledException) when (!_abort.IsCancellationRequested)
        {
            // The client's own patience is over.
            return false;
        }
    }
}
