using System.Collections.Immutable;
using Windsock.Detection.Connections;
using Windsock.Detection.Tries;
using Windsock.Model.Cluster;
using Windsock.Model.Connections;
using Windsock.Model.Flows;
using Windsock.Model.Identity;
using Windsock.Model.Sources;
using Windsock.Model.Tries;

namespace Windsock.Detection.Tests.Tries;

/// <summary>A book of tries with what it reported. Times are seconds of the test; what is seen is told at once.</summary>
internal sealed class Watching : ITryObserver, IEndedTryObserver, IPeerNaming
{
    private readonly List<TryStory> _reported = [];
    private readonly List<TryStory> _asked = [];

    /// <param name="answersWithin">How long Airflow may take to answer; null: nobody asks it.</param>
    public Watching(Action<TryOptions>? configure = null, TimeSpan? answersWithin = null)
    {
        var options = new TryOptions { Linger = TimeSpan.FromSeconds(15) };
        configure?.Invoke(options);
        Book = new TryBook(options, "cluster.local", this, [this], answersWithin is null ? null : this);
        AnswersWithin = answersWithin.GetValueOrDefault();
    }

    public TryBook Book { get; }

    public TimeSpan AnswersWithin { get; }

    public IReadOnlyList<TryStory> Reported => _reported;

    /// <summary>Tries that Airflow was to be asked about.</summary>
    public IReadOnlyList<TryStory> Asked => _asked;

    /// <summary>The one try there is.</summary>
    public TryStory Only => Assert.Single(Book.Find(new StoryQuery()));

    public static Owner Owner(
        string uid = "a", PodRole role = PodRole.Operator, string dag = "etl", string task = "load", string run = "run1", int number = 1, int map = -1,
        IdForm ids = IdForm.Raw, string account = "etl-sa") => new()
        {
            Kind = OwnerKind.Task,
            Role = role,
            PodUid = uid,
            Namespace = "airflow",
            PodName = $"pod-{uid}",
            NodeName = "worker-1",
            ServiceAccount = account,
            Try = new TaskTry(new TaskKey("airflow", dag, task), run, number, map, ids),
        };

    public Watching See(Owner owner, PodState pod, double at)
    {
        Book.Observe(new TaskPodSeen(pod, owner, SomePod.At(at)));
        return this;
    }

    /// <summary>The pod was scheduled, ran and ended, and everybody saw it.</summary>
    public Watching Live(Owner owner, int exitCode, double start = 0, double end = 10, string reason = "")
    {
        var uid = owner.PodUid;
        return See(owner, SomePod.Pending(uid), start - 1)
            .See(owner, SomePod.Running(uid, start), start)
            .See(owner, SomePod.Ended(uid, exitCode, end, reason), end + 0.1);
    }

    public Watching Gone(string uid, double at)
    {
        Book.Observe(new TaskPodGone(uid, SomePod.At(at)));
        return this;
    }

    public Watching Lose(long count, double since, double at)
    {
        Book.Observe(new EvidenceLost("hubble", LossReason.HubbleRingBuffer, count, SomePod.At(since), SomePod.At(at)));
        return this;
    }

    public Watching Airflow(string state, double at, string? id = null)
    {
        Book.Observe(new AirflowStateLearned(id ?? Only.Id, state, ["team-a"], ["nightly"], SomePod.At(at)));
        return this;
    }

    public Watching Until(double seconds)
    {
        Book.Advance(SomePod.At(seconds));
        return this;
    }

    /// <summary>A packet of the task, forwarded.</summary>
    public Watching Talk(Owner owner, double at, AttributionClass certainty = AttributionClass.Exact, bool decides = true) =>
        Show(owner, SomeFlow.Packet(at), at, certainty, decides);

    public Watching Show(Owner owner, Flow flow, double at, AttributionClass certainty = AttributionClass.Exact, bool decides = true, Peer? peer = null)
    {
        var attribution = new FlowAttribution(
            new SideAttribution(certainty <= AttributionClass.Inferred ? owner : null, certainty, AttributionReason.None, decides),
            default,
            peer ?? SomeFlow.Database,
            Peer.Unknown,
            AttributionKind.Task,
            certainty);
        Book.Observe(flow, attribution, SomePod.At(at));
        return this;
    }

    public Watching Connect(Owner owner, ConnectionOutcome outcome, double at, Func<Connection, Connection>? but = null)
    {
        var connection = SomeFlow.Connection(owner, outcome, at);
        Book.Observe(but?.Invoke(connection) ?? connection);
        return this;
    }

    void ITryObserver.Observe(TryStory story) => _reported.Add(story);

    void IEndedTryObserver.Ended(TryStory story) => _asked.Add(story);

    Peer IPeerNaming.NameOf(Peer known, string podUid, IpAddress address, Instant at) => known;
}
