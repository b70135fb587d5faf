using Windsock.FlowCollector.AirflowApi.Requests;
using Windsock.Model.Flows;
using Windsock.Model.Identity;
using Windsock.Model.Tries;
using Windsock.Pipeline.Queues;
using Windsock.Pipeline.Sources;

namespace Windsock.FlowCollector.AirflowApi;

/// <summary>Takes in tries that have ended and brings back what Airflow says about them, if only that it said nothing: whoever waits is
/// released as soon as that is certain. Only a try that finds the queue full gets no answer.</summary>
internal sealed class AirflowApiSource : ITaskFactSource, IEndedTryObserver
{
    public const int QueueCapacity = 1_000;
    public const int MaxInFlight = 4;

    /// <summary>The way of an answer through the queue of the branch, and a beat of its clock.</summary>
    private static readonly TimeSpan WayBack = TimeSpan.FromSeconds(1);

    private readonly AirflowApiOptions _options;
    private readonly AirflowApiClient _client;
    private readonly AirflowApiCounts _counts;
    private readonly AirflowApiLog _log;
    private readonly TimeProvider _time;
    private readonly BoundedQueue<TryQuestion> _questions = new("airflow_api", QueueCapacity, singleWriter: true);
    private Task<bool>? _ready;
    private volatile bool _isStopping;

    public AirflowApiSource(AirflowApiOptions options, AirflowApiClient client, AirflowApiCounts counts, AirflowApiLog log, TimeProvider time) =>
        (_options, _client, _counts, _log, _time) = (options, client, counts, log, time);

    public string Name => "airflow_api";

    public TimeSpan AnswersWithin => _options.Wait + WayBack;

    public void Ended(TryStory story)
    {
        if (_questions.TryWrite(new TryQuestion(story.Id, story.Try, _time.GetTimestamp()), 1))
        {
            return;
        }

        if (_isStopping)
        {
            _counts.Count(TryOutcome.Shutdown);
            return;
        }

        _counts.Count(TryOutcome.QueueFull);
        _log.QueueFull();
    }

    public async Task RunAsync(TaskFactWriter writer, CancellationToken stop)
    {
        var asking = new List<Task>(MaxInFlight);
        try
        {
            while (await NextAsync(stop).ConfigureAwait(false) is { } question)
            {
                asking.Add(AnswerAsync(question, writer, stop));
                if (asking.Count == MaxInFlight)
                {
                    await Task.WhenAny(asking).ConfigureAwait(false);
                }

                asking.RemoveAll(static task => task.IsCompleted);
            }
        }
        finally
        {
            await Task.WhenAll(asking).ConfigureAwait(false);
            if (stop.IsCancellationRequested)
            {
                GiveUp();
            }
        }
    }

    /// <summary>Null when it is time to stop.</summary>
    private async ValueTask<TryQuestion?> NextAsync(CancellationToken stop)
    {
        while (!stop.IsCancellationRequested)
        {
            if (_questions.TryRead(out var question))
            {
                return question;
            }

            _log.QueueEmpty();
            _ready ??= _questions.WaitToReadAsync().AsTask();
            try
            {
                await _ready.WaitAsync(stop).ConfigureAwait(false);
            }
            catch (OperationCanceledException)
            {
                return null;
            }

            _ready = null;

            // Not on the thread of whoever said that a try has ended.
            await Task.Yield();
        }

        return null;
    }

    /// <summary>Never fails: Airflow's word is an extra, and no mistake about it may cost more than itself.</summary>
    private async Task AnswerAsync(TryQuestion question, TaskFactWriter writer, CancellationToken stop)
    {
        var outcome = TryOutcome.Shutdown;
        try
        {
            var answer = await AskAsync(question.Try, question.AskedAt, stop).ConfigureAwait(false);
            outcome = answer.Outcome;
            await writer.WriteAsync(new AirflowStateLearned(
                question.TryId, answer.State, answer.Owners, answer.Tags, Instant.FromDateTimeOffset(_time.GetUtcNow()))).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            // The agent is stopping, or the branches have ended: nobody waits any more.
        }
#pragma warning disable CA1031 // Said, counted, and the next question has its turn.
        catch (Exception failure)
#pragma warning restore CA1031
        {
            outcome = TryOutcome.Failed;
            _log.Broken(failure);
        }

        _counts.Count(outcome);
    }

    private async Task<TryAnswer> AskAsync(TaskTry asked, long since, CancellationToken stop)
    {
        if (!IsToBeAsked(asked))
        {
            return TryAnswer.Without(TryOutcome.NotAsked);
        }

        using var deadline = new Deadline(since, _options.Wait, _time, stop);
        return await _client.AskAsync(asked, deadline).ConfigureAwait(false);
    }

    private bool IsToBeAsked(TaskTry asked) =>
        AirflowPaths.LeadTo(asked) && (_options.Namespaces.Contains("*", StringComparer.Ordinal) || _options.Namespaces.Contains(asked.Task.Namespace, StringComparer.Ordinal));

    private void GiveUp()
    {
        _isStopping = true;
        _questions.Complete();
        while (_questions.TryRead(out _))
        {
            _counts.Count(TryOutcome.Shutdown);
        }
    }
}
