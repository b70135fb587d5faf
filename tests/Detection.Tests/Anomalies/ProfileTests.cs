using FsCheck;
using FsCheck.Fluent;
using Windsock.Detection.Anomalies.Profiles;
using Windsock.Detection.Tests.Tries;

namespace Windsock.Detection.Tests.Anomalies;

public sealed class ProfileTests
{
    private static readonly ProfileKey Key = new("airflow", "etl", "load", false, ProfileKey.Work);

    [Fact]
    public void What_is_written_down_is_read_back_the_same()
    {
        var profile = Learned(60);
        profile.Learn(Trace(60, 9_000), isUsual: false, ["data/postgres"], ["refused a:1"]);
        profile.Sight(["api.example.com", "data/lake"], SomePod.At(9));

        var read = Assert.Single(ProfileJson.Read(ProfileJson.Write([profile])));

        Assert.Equal(profile.Key, read.Key);
        Assert.Equal((profile.Runs, profile.LastRun, profile.FirstAt, profile.LastAt), (read.Runs, read.LastRun, read.FirstAt, read.LastAt));
        Assert.Equal(profile.Traces, read.Traces);
        Assert.Equal(profile.Days, read.Days);
        Assert.Equal(4, read.Days.Count);
        Assert.Equal(profile.Quarantine.Held, read.Quarantine.Held);
        Assert.Equal(profile.Peers.OrderBy(peer => peer.Key), read.Peers.OrderBy(peer => peer.Key));
        Assert.Equal(["api.example.com", "data/lake"], read.Sighted.Keys.Order());
        Assert.Equal(profile.Sighted, read.Sighted);
        Assert.Equal(profile.Troubles, read.Troubles);
        Assert.Equal(profile.Established, read.Established);
    }

    [Theory]
    [InlineData("", "is no profiles")]
    [InlineData("{}", "is no profiles")]
    [InlineData("""{"version":2,"profiles":[]}""", "its version is 2, this agent reads version 1")]
    [InlineData("""{"version":1,"profiles":[{"namespace":"a"}]}""", "is no profiles")]
    [InlineData("""{"version":1,"profiles":7}""", "is no profiles")]
    public void What_is_no_profile_is_refused_with_the_reason(string content, string reason) =>
        Assert.Contains(reason, Assert.Throws<FormatException>(() => ProfileJson.Read(System.Text.Encoding.UTF8.GetBytes(content))).Message, StringComparison.Ordinal);

    [Fact]
    public void Damaged_profiles_are_refused_or_read_and_never_worse()
    {
        var whole = ProfileJson.Write([Learned(10)]);
        Check.One(Config.QuickThrowOnFailure.WithMaxTest(2_000), Prop.ForAll(Gen.Choose(0, whole.Length - 1).ToArbitrary(), Gen.Choose(0, 255).ToArbitrary(), (at, value) =>
        {
            var damaged = (byte[])whole.Clone();
            damaged[at] = (byte)value;
            try
            {
                Assert.True(ProfileJson.Read(damaged).Count <= 1);
            }
            catch (FormatException failure)
            {
                Assert.NotEmpty(failure.Message);
            }
        }));
    }

    [Fact]
    public void A_profile_stays_within_its_bounds_whatever_it_learns()
    {
        var profile = new TaskProfile(Key);
        for (var run = 0; run < 500; run++)
        {
            profile.Learn(Trace(run, run), isUsual: true, [$"peer{run}", $"peer{run}a"], [$"trouble {run}"]);
        }

        Assert.Equal((TaskProfile.Window, TaskProfile.MaxPeers, 500), (profile.Traces.Count, profile.Peers.Count, profile.Runs));
        Assert.Equal(1_000 - TaskProfile.MaxPeers + Math.Max(0, profile.Troubles.Count - 500), profile.ForgottenPeers);
        profile.Sight(Enumerable.Range(0, 2 * TaskProfile.MaxPeers).Select(peer => $"seen{peer}"), SomePod.At(1));
        Assert.Equal(TaskProfile.MaxPeers, profile.Sighted.Count);
        Assert.Contains("peer499", profile.Peers.Keys);
        Assert.DoesNotContain("peer0", profile.Peers.Keys);
    }

    [Fact]
    public void Profiles_that_were_written_before_days_and_sights_were_kept_are_read()
    {
        var text = System.Text.Encoding.UTF8.GetString(ProfileJson.Write([new TaskProfile(Key)]));
        foreach (var added in (string[])[",\"days\":[]", ",\"sighted\":[]"])
        {
            Assert.Contains(added, text, StringComparison.Ordinal);
            text = text.Replace(added, "", StringComparison.Ordinal);
        }

        var read = Assert.Single(ProfileJson.Read(System.Text.Encoding.UTF8.GetBytes(text)));
        Assert.Empty(read.Days);
        Assert.Empty(read.Sighted);
    }

    [Fact]
    public void The_highest_of_two_weeks_agrees_with_the_plain_definition()
    {
        Check.One(Config.QuickThrowOnFailure.WithMaxTest(100), Prop.ForAll(Gen.Choose(0, 1_000).ListOf().Where(list => list.Count > 0).ToArbitrary(), values =>
        {
            // A try every nine hours.
            var profile = new TaskProfile(Key);
            var traces = values.Select((value, run) => Trace(run * 9, value) with { TryId = $"t{run}", Run = $"r{run}" }).ToList();
            traces.ForEach(trace => profile.Learn(trace, isUsual: true, [], []));

            var lastDay = Day(traces[^1]);
            var recent = traces.Where(trace => Day(trace) > lastDay - DayHighs.Days).Concat(traces.TakeLast(TaskProfile.Window));
            Assert.Equal(recent.Max(trace => trace.Established), (int)profile.Established.Highest);
            Assert.Equal(Math.Max(0, recent.Max(trace => trace.SentBytes)), (long)profile.SentBytes.Highest);
        }));

        static int Day(TryTrace trace) => (int)(trace.EndedAt.ToDateTimeOffset() - DateTimeOffset.UnixEpoch).TotalDays;
    }

    [Fact]
    public void A_try_that_is_told_again_counts_once()
    {
        var profile = Learned(5);
        profile.Learn(Trace(4, 70), isUsual: true, ["data/postgres"], []);

        Assert.Equal((5, 5, 5), (profile.Runs, profile.Traces.Count, profile.Peers["data/postgres"].Runs));
        Assert.Equal(70, profile.Traces[^1].Established);
    }

    [Fact]
    public void Statistics_agree_with_the_plain_definition()
    {
        Check.One(Config.QuickThrowOnFailure.WithMaxTest(500), Prop.ForAll(Gen.Choose(0, 100_000).ListOf().Where(list => list.Count > 0).ToArbitrary(), values =>
        {
            var usual = Usual.Of([.. values.Select(value => (double)value)], []);
            var median = Median([.. values.Select(value => (double)value)]);
            var deviation = 1.4826 * Median([.. values.Select(value => Math.Abs(Math.Log((1.0 + value) / (1.0 + median))))]);
            Assert.Equal((values.Count, median, values.Min(), values.Max()), (usual.Count, usual.Median, (int)usual.Low, (int)usual.High));
            Assert.Equal(deviation, usual.Deviation, 9);
        }));

        static double Median(double[] values)
        {
            Array.Sort(values);
            return (values[(values.Length - 1) / 2] + values[values.Length / 2]) / 2;
        }
    }

    [Fact]
    public void Nothing_that_was_seen_before_is_far_above_the_usual()
    {
        Check.One(Config.QuickThrowOnFailure.WithMaxTest(500), Prop.ForAll(Gen.Choose(0, 100_000).ListOf().Where(list => list.Count > 4).ToArbitrary(), values =>
        {
            var usual = Usual.Of([.. values.Select(value => (double)value)], []);
            Assert.All(values, value => Assert.False(usual.IsFarAbove(value, 1)));
        }));
    }

    private static TaskProfile Learned(int runs)
    {
        var profile = new TaskProfile(Key);
        for (var run = 0; run < runs; run++)
        {
            profile.Learn(Trace(run, 3 + (run % 4)), isUsual: true, ["data/postgres", $"peer{run % 7}"], run % 3 == 0 ? ["denied a:1"] : []);
        }

        return profile;
    }

    private static TryTrace Trace(int run, int connections) => new($"try{run}", $"run{run}", SomePod.At(run * 3_600), connections, 0, 2, 1, run % 2 == 0 ? -1 : 5_000, 4, 120);
}
