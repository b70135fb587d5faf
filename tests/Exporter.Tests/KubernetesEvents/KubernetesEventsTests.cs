using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using FsCheck;
using FsCheck.Fluent;
using Microsoft.Extensions.Logging.Abstractions;
using Windsock.Exporter.KubernetesEvents;
using Windsock.Exporter.Tests.Prometheus;
using Windsock.Model.Flows;
using Windsock.Model.Identity;
using Windsock.Model.Tries;
using Windsock.Pipeline.Sinks;
using Windsock.Testing;

namespace Windsock.Exporter.Tests.KubernetesEvents;

public class KubernetesEventsTests
{
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true, Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    [Fact]
    public void An_event_is_what_kubectl_describe_pod_shows()
    {
        var story = Story();
        var json = JsonNode.Parse(KubernetesEventsMapper.ToJson(story, KubernetesEventsMapper.PodOf(story)!, Some.Noon))!.ToJsonString(Indented) + "\n";
        var golden = Path.Combine(Repository.Root, "tests", "Exporter.Tests", "KubernetesEvents", "Golden", "event.json");

        Assert.Equal(File.ReadAllText(golden), json);
    }

    [Fact]
    public void The_pod_whose_container_failed_gets_the_event()
    {
        var story = Story() with { Pods = [Pod("executor", "Succeeded", 0, later: true), Pod("operator", "Failed", 1)] };

        Assert.Equal("operator", KubernetesEventsMapper.PodOf(story)!.Name);
        Assert.Equal("b", KubernetesEventsMapper.PodOf(story with { Pods = [Pod("a", "Succeeded", 0), Pod("b", "Succeeded", 0, later: true)] })!.Name);
        Assert.Null(KubernetesEventsMapper.PodOf(story with { Pods = [] }));
    }

    [Fact]
    public void A_long_message_is_cut_between_two_characters_and_keeps_to_one_line()
    {
        var message = KubernetesEventsMapper.Message(Story("first\nsecond \u001b[31m" + string.Concat(Enumerable.Repeat("ü😀", 400))));

        Assert.InRange(Encoding.UTF8.GetByteCount(message), KubernetesEventsMapper.MaxMessageBytes - 3, KubernetesEventsMapper.MaxMessageBytes);
        Assert.StartsWith("first second  [31mü😀", message, StringComparison.Ordinal);
        Assert.EndsWith("...", message, StringComparison.Ordinal);
        Assert.DoesNotContain('\uFFFD', message);
    }

    [Fact]
    public void Whatever_a_sentence_holds_the_message_is_one_that_the_API_server_and_a_terminal_can_take() =>
        Prop.ForAll<string, byte, char>((words, repeat, letter) =>
        {
            var message = KubernetesEventsMapper.Message(Story(string.Concat(Enumerable.Repeat(words + letter, repeat))));
            return Encoding.UTF8.GetByteCount(message) <= KubernetesEventsMapper.MaxMessageBytes
                && !message.EnumerateRunes().Any(rune => Rune.GetUnicodeCategory(rune) is UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator);
        }).QuickCheckThrowOnFailure();

    [Theory]
    [InlineData(1_024, false)]
    [InlineData(1_025, true)]
    public void A_message_that_fits_exactly_is_not_cut(int length, bool isCut)
    {
        var message = KubernetesEventsMapper.Message(Story() with { Causes = [Cause(FailureCause.Timeout, new string('x', length)) with { Retry = RetryAdvice.Unknown, Mend = "" }] });

        Assert.Equal((1_024, isCut), (message.Length, message.EndsWith("...", StringComparison.Ordinal)));
    }

    [Fact]
    public void Marks_that_turn_a_text_around_become_blanks() =>
        Assert.StartsWith("to db evil ", KubernetesEventsMapper.Message(Story("to\u202Edb\u2066evil\u2028")), StringComparison.Ordinal);

    [Fact]
    public void The_name_is_the_same_for_the_same_diagnosis_and_another_for_another()
    {
        var (story, pod) = (Story(), Pod("p", "Failed", 1));

        Assert.Equal(KubernetesEventsMapper.Name(story, pod), KubernetesEventsMapper.Name(Story(), pod));
        Assert.NotEqual(KubernetesEventsMapper.Name(story, pod), KubernetesEventsMapper.Name(story with { Causes = [] }, pod));
        Assert.Matches("^windsock-[0-9a-f]{24}$", KubernetesEventsMapper.Name(story, pod));
    }

    [Fact]
    public async Task A_failed_try_is_written_once_and_others_are_not()
    {
        var writer = new CollectingWriter();
        var (observer, stage) = Create(new KubernetesEventsOptions { Enabled = true }, writer, new Windsock.Testing.ManualTime());

        observer.Observe(Story());
        observer.Observe(Story());
        observer.Observe(Story() with { Id = "1", Result = TryResult.Succeeded });
        observer.Observe(Story() with { Id = "2", Result = TryResult.Unknown });
        observer.Observe(Story() with { Id = "3", Causes = [Cause(FailureCause.NoneSeen, "nothing")] });
        await RunToEndAsync(stage);

        Assert.Equal(["api/v1/namespaces/airflow/events"], writer.Paths);
    }

    [Fact]
    public async Task A_failure_without_a_cause_is_written_when_asked_for()
    {
        var writer = new CollectingWriter();
        var (observer, stage) = Create(new KubernetesEventsOptions { Enabled = true, WithoutCause = true }, writer, new Windsock.Testing.ManualTime());

        observer.Observe(Story() with { Causes = [Cause(FailureCause.NoneSeen, "nothing")] });
        await RunToEndAsync(stage);

        Assert.Single(writer.Paths);
    }

    [Theory]
    [InlineData(true, Confidence.High, 1)]
    [InlineData(true, Confidence.Medium, 1)]
    [InlineData(true, Confidence.Low, 0)]
    [InlineData(false, Confidence.High, 0)]
    public async Task A_try_of_unknown_result_is_written_when_asked_for_and_the_trouble_is_clear(bool isAskedFor, Confidence confidence, int written)
    {
        var writer = new CollectingWriter();
        var (observer, stage) = Create(new KubernetesEventsOptions { Enabled = true, UnknownResult = isAskedFor, WithoutCause = true }, writer, new Windsock.Testing.ManualTime());

        observer.Observe(Story() with { Result = TryResult.Unknown, Causes = [Cause(FailureCause.Timeout, "no answer") with { Confidence = confidence }] });
        observer.Observe(Story() with { Id = "1", Result = TryResult.Unknown, Causes = [Cause(FailureCause.NoneSeen, "nothing")] });
        observer.Observe(Story() with { Id = "2", Result = TryResult.Unknown, Causes = [] });
        await RunToEndAsync(stage);

        Assert.Equal(written, writer.Paths.Count);
    }

    [Fact]
    public async Task What_is_withheld_is_counted_by_reason()
    {
        var (observers, stages, metrics) = KubernetesEventsRegistration.Create(
            new KubernetesEventsOptions { Enabled = true, Burst = 1, PerMinute = 1 }, new CollectingWriter(), new Windsock.Testing.ManualTime(), NullLoggerFactory.Instance);
        observers[0].Observe(Story());
        observers[0].Observe(Story());
        observers[0].Observe(Story() with { Id = "1" });
        observers[0].Observe(Story() with { Id = "2" });
        observers[0].Observe(Story() with { Id = "3", Pods = [] });
        await RunToEndAsync(stages[0]);

        var read = await new Scraper(null, [.. metrics]).ScrapeAsync();
        Assert.Equal(
            [("duplicate", 1d), ("no_pod", 1d), ("rate_limited", 2d)],
            read.Of("windsock_kubernetes_events_withheld_total").Select(sample => (sample.Label("reason"), sample.Value)).Order());
    }

    [Fact]
    public void A_clock_that_is_set_back_does_not_stop_the_budget_from_filling_up()
    {
        var budget = new EventBudget(perMinute: 6, burst: 1);
        Assert.Equal(EventVerdict.Write, budget.Judge("a", Some.Noon));
        Assert.Equal(EventVerdict.RateLimited, budget.Judge("b", Some.Noon.Add(TimeSpan.FromHours(-2))));
        Assert.Equal(EventVerdict.Write, budget.Judge("b", Some.Noon.Add(TimeSpan.FromHours(-2) + TimeSpan.FromSeconds(11))));
    }

    [Fact]
    public void The_memory_of_what_was_written_is_bounded_and_forgets_the_oldest()
    {
        var budget = new EventBudget(perMinute: 600, burst: 10_000);
        for (var i = 0; i < 5_000; i++)
        {
            Assert.Equal(EventVerdict.Write, budget.Judge($"{i}", Some.Noon));
        }

        Assert.Equal(EventVerdict.Duplicate, budget.Judge("4999", Some.Noon));
        Assert.Equal(EventVerdict.Duplicate, budget.Judge("904", Some.Noon));
        Assert.Equal(EventVerdict.Write, budget.Judge("0", Some.Noon));
    }

    [Fact]
    public async Task A_wave_of_failures_is_limited_and_the_budget_fills_up_again()
    {
        var time = new Windsock.Testing.ManualTime();
        var writer = new CollectingWriter();
        var (observer, stage) = Create(new KubernetesEventsOptions { Enabled = true, PerMinute = 6, Burst = 3 }, writer, time);

        for (var i = 0; i < 10; i++)
        {
            observer.Observe(Story() with { Id = $"first{i}" });
        }

        time.Advance(TimeSpan.FromSeconds(20));
        for (var i = 0; i < 10; i++)
        {
            observer.Observe(Story() with { Id = $"second{i}" });
        }

        await RunToEndAsync(stage);

        Assert.Equal(3 + 2, writer.Paths.Count);
    }

    [Fact]
    public async Task Nothing_is_made_when_it_is_off_or_there_is_no_cluster_and_its_metrics_are_at_zero()
    {
        Assert.Empty(KubernetesEventsRegistration.Create(new KubernetesEventsOptions(), new CollectingWriter(), TimeProvider.System, NullLoggerFactory.Instance).Stages);
        Assert.Empty(KubernetesEventsRegistration.Create(new KubernetesEventsOptions { Enabled = true }, null, TimeProvider.System, NullLoggerFactory.Instance).Stages);

        var (observers, _, metrics) = KubernetesEventsRegistration.Create(new KubernetesEventsOptions(), null, TimeProvider.System, NullLoggerFactory.Instance);
        Assert.Empty(observers);
        Assert.Equal([0d, 0d, 0d], (await new Scraper(null, [.. metrics]).ScrapeAsync()).Of("windsock_kubernetes_events_withheld_total").Select(sample => sample.Value));
    }

    private static (ITryObserver Observer, ISinkStage Stage) Create(KubernetesEventsOptions options, IKubernetesWriter writer, TimeProvider time)
    {
        var (observers, stages, _) = KubernetesEventsRegistration.Create(options, writer, time, NullLoggerFactory.Instance);
        return (Assert.Single(observers), Assert.Single(stages));
    }

    private static async Task RunToEndAsync(ISinkStage stage)
    {
        stage.Complete();
        await stage.RunAsync().WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken);
        stage.Dispose();
    }

    private static TryStory Story(string sentence = "Its connection to data/postgres:5432 was denied by policy airflow/allow-cluster 14 s before it ended.") => new()
    {
        Id = "0123456789abcdef",
        Try = Some.TaskPod().Try!,
        Result = TryResult.Failed,
        EndedAt = Some.Noon,
        Pods = [Pod("etl-load-1", "Failed", 1)],
        Evidence = new TryEvidence(0, false, false, true, 10),
        Causes = [Cause(FailureCause.PolicyDenied, sentence)],
    };

    private static Diagnosis Cause(FailureCause cause, string sentence) => new()
    {
        Cause = cause,
        Confidence = Confidence.High,
        Sentence = sentence,
        Retry = RetryAdvice.WillNotHelp,
        Mend = "Allow egress to data/postgres on port 5432.",
        Peer = "data/postgres",
        Port = 5432,
    };

    private static TryPod Pod(string name, string phase, int exitCode, bool later = false) => new(
        $"uid-{name}", "airflow", name, "worker-1", PodRole.Operator, "etl", "", phase, exitCode, "", Some.Noon, later ? Some.Noon.Add(TimeSpan.FromSeconds(1)) : Some.Noon);

    private sealed class CollectingWriter : IKubernetesWriter
    {
        public List<string> Paths { get; } = [];

        public Task<Delivery> CreateAsync(string path, string resource, ReadOnlyMemory<byte> json, CancellationToken stop)
        {
            Paths.Add(path);
            return Task.FromResult(Delivery.Delivered);
        }
    }
}
