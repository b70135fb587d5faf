using System.Collections.Concurrent;
using System.Threading.Channels;
using Microsoft.Extensions.Logging.Abstractions;
using Windsock.Model.Flows;
using Windsock.Model.Identity;
using Windsock.Model.Tries;
using Windsock.Pipeline.Sources;
using Windsock.Testing;

namespace Windsock.Pipeline.Tests.Sources;

public class TaskFactTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    [Fact]
    public async Task What_a_source_learns_reaches_the_branches_that_mind_tasks_and_no_other()
    {
        var (watch, plain) = (new NotingObserver("tries"), new PlainConsumer());
        var source = new AnsweringSource();
        using var pipeline = Build(source, TimeProvider.System, watch, plain);
        await pipeline.StartAsync(TestContext.Current.CancellationToken);

        await source.LearnAsync("a", "b");
        await pipeline.StopAsync(CancellationToken.None);

        Assert.Equal(["a", "b", "finish"], watch.Notes);
    }

    [Fact]
    public async Task A_source_has_ended_before_the_branches_are_completed()
    {
        var watch = new NotingObserver("tries");
        var source = new AnsweringSource { LastWord = "late" };
        using var pipeline = Build(source, TimeProvider.System, watch);
        await pipeline.StartAsync(TestContext.Current.CancellationToken);
        await source.LearnAsync("a");

        await pipeline.StopAsync(CancellationToken.None);

        Assert.Equal(["a", "late", "finish"], watch.Notes);
        Assert.True(pipeline.Completion.IsCompletedSuccessfully);
    }

    [Fact]
    public async Task A_data_path_that_ends_by_itself_ends_its_sources_of_facts()
    {
        var watch = new NotingObserver("tries");
        using var pipeline = Build(new AnsweringSource(), TimeProvider.System, new EmptyFlows(), watch);

        await pipeline.StartAsync(TestContext.Current.CancellationToken);
        await pipeline.Completion.WaitAsync(Patience, TestContext.Current.CancellationToken);

        Assert.Equal(["finish"], watch.Notes);
    }

    [Fact]
    public async Task A_source_that_fails_is_started_again_after_a_pause()
    {
        var time = new ManualTime();
        var watch = new NotingObserver("tries");
        var source = new AnsweringSource { FailsFirst = true };
        using var pipeline = Build(source, time, watch);
        await pipeline.StartAsync(TestContext.Current.CancellationToken);

        // The branch's own beat is longer than the first pause, which is drawn from 0.25 to 0.5 s.
        await time.PassWaitAsync(TimeSpan.FromMilliseconds(250), TimeSpan.FromMilliseconds(499), TestContext.Current.CancellationToken);
        await source.LearnAsync("a");
        await pipeline.StopAsync(CancellationToken.None);

        Assert.Equal(2, source.Runs);
        Assert.Equal(["a", "finish"], watch.Notes);
    }

    [Fact]
    public async Task A_branch_that_hangs_holds_neither_the_source_nor_the_stop_longer_than_the_budget()
    {
        var watch = new NotingObserver("tries") { Gate = new TaskCompletionSource() };
        var source = new AnsweringSource();
        using var pipeline = Build(source, TimeProvider.System, TimeSpan.Zero, new WaitingFlows(), watch);
        await pipeline.StartAsync(TestContext.Current.CancellationToken);
        source.Say("a", "b", "c", "d", "e");
        await watch.Entered.WaitAsync(Patience, TestContext.Current.CancellationToken);

        await pipeline.StopAsync(CancellationToken.None);
        await source.Ended.WaitAsync(Patience, TestContext.Current.CancellationToken);
        watch.Gate.SetResult();

        Assert.Equal(1, source.Runs);
    }

    [Fact]
    public void A_source_of_facts_needs_a_name_of_its_own()
    {
        var refused = Assert.Throws<InvalidOperationException>(() => Build(new AnsweringSource(), TimeProvider.System, new NotingObserver("answering")));

        Assert.Contains("'answering'", refused.Message, StringComparison.Ordinal);
    }

    private static FlowPipeline Build(ITaskFactSource source, TimeProvider time, params IFlowConsumer[] consumers) =>
        Build(source, time, new WaitingFlows(), consumers);

    private static FlowPipeline Build(ITaskFactSource source, TimeProvider time, IFlowSource flows, params IFlowConsumer[] consumers) =>
        Build(source, time, TimeSpan.FromSeconds(10), flows, consumers);

    private static FlowPipeline Build(ITaskFactSource source, TimeProvider time, TimeSpan budget, IFlowSource flows, params IFlowConsumer[] consumers) =>
        new FlowPipelineBuilder(new PipelineOptions { ConsumerQueueCapacity = 2, ShutdownBudget = budget }, time, NullLoggerFactory.Instance)
            .ReadFrom(flows)
            .AttributeWith(new ScriptedAttributor())
            .FanOutTo([.. consumers])
            .LearnFrom(source)
            .Build();

    /// <summary>Learns what the test says.</summary>
    private sealed class AnsweringSource : ITaskFactSource
    {
        private readonly Channel<(string Text, TaskCompletionSource Written)> _words = Channel.CreateUnbounded<(string, TaskCompletionSource)>();
        private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public string Name => "answering";

        public bool FailsFirst { get; init; }

        /// <summary>Written after it was asked to stop.</summary>
        public string LastWord { get; init; } = "";

        public int Runs { get; private set; }

        public Task Ended => _ended.Task;

        public void Say(params string[] words)
        {
            foreach (var word in words)
            {
                _words.Writer.TryWrite((word, new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)));
            }
        }

        public async Task LearnAsync(params string[] words)
        {
            foreach (var word in words)
            {
                var written = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
                _words.Writer.TryWrite((word, written));
                await written.Task.WaitAsync(Patience);
            }
        }

        public async Task RunAsync(TaskFactWriter writer, CancellationToken stop)
        {
            if (++Runs == 1 && FailsFirst)
            {
                throw new IOException("The source is ill.");
            }

            try
            {
                await foreach (var (text, written) in _words.Reader.ReadAllAsync(stop))
                {
                    await writer.WriteAsync(Fact(text));
                    written.SetResult();
                }
            }
            catch (OperationCanceledException) when (LastWord.Length > 0)
            {
                await writer.WriteAsync(Fact(LastWord));
            }
            finally
            {
                _ended.TrySetResult();
            }
        }

        private static AirflowStateLearned Fact(string text) => new(text, "failed", [], [], Some.Time);
    }

    private sealed class EmptyFlows : IFlowSource
    {
        public string Name => "flows";

        public Task RunAsync(FlowWriter writer, CancellationToken stop) => Task.CompletedTask;
    }

    private sealed class WaitingFlows : IFlowSource
    {
        public string Name => "flows";

        public Task RunAsync(FlowWriter writer, CancellationToken stop) => Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, stop);
    }

    private sealed class PlainConsumer : IFlowConsumer
    {
        public string Name => "plain";

        public void Observe(AttributedBatch batch)
        {
        }
    }

    private sealed class NotingObserver(string name) : ITaskObserver
    {
        private readonly ConcurrentQueue<string> _notes = new();
        private readonly TaskCompletionSource _entered = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public string Name => name;

        /// <summary>When set: every fact waits for it.</summary>
        public TaskCompletionSource? Gate { get; init; }

        public IEnumerable<string> Notes => _notes;

        public Task Entered => _entered.Task;

        public void Observe(AttributedBatch batch)
        {
        }

        public void Observe(TaskFact fact)
        {
            _entered.TrySetResult();
            Gate?.Task.GetAwaiter().GetResult();
            _notes.Enqueue(((AirflowStateLearned)fact).TryId);
        }

        public void Advance(Instant now)
        {
        }

        public void Finish(Instant now) => _notes.Enqueue("finish");
    }
}
