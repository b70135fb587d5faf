using System.Diagnostics;

namespace Windsock.Attribution.Tests.Simulation;

public sealed class SimulationTests(ITestOutputHelper output)
{
    private const int PodsPerWorld = 250;

    /// <summary>Reached long before on any machine that builds the project; a run that is cut short fails for its count.</summary>
    private static readonly TimeSpan TimeLimit = TimeSpan.FromMinutes(2);

    [Fact]
    public void No_flow_is_ever_given_to_a_pod_that_did_not_send_it_in_a_million_lives()
    {
        var total = Run(worlds: 4_000, PodsPerWorld, withTwin: false);

        Assert.True(total.Pods >= 1_000_000, $"only {total.Pods} lives within the time limit");

        // An attributor that never answers would make no mistake either. Addresses change hands here at every turn, and most of
        // these flows are close to it.
        Assert.True(total.NamedFound > 0.995 * total.NamedAsked, $"{total.NamedFound} of {total.NamedAsked} named flows found");
        Assert.True(total.AddressFound > 0.3 * total.AddressAsked, $"{total.AddressFound} of {total.AddressAsked} flows found by address");
    }

    [Fact]
    public void A_plain_scan_over_all_lives_gives_the_same_answers()
    {
        var total = Run(worlds: 1_000, podsPerWorld: 40, withTwin: true);

        Assert.Equal(40_000, total.Pods);
    }

    private (int Pods, long NamedAsked, long NamedFound, long AddressAsked, long AddressFound) Run(int worlds, int podsPerWorld, bool withTwin)
    {
        var watch = Stopwatch.StartNew();
        var pods = 0;
        long namedAsked = 0, namedFound = 0, addressAsked = 0, addressFound = 0;
        Parallel.For(0, worlds, new ParallelOptions { MaxDegreeOfParallelism = 2 }, (seed, loop) =>
        {
            if (watch.Elapsed > TimeLimit)
            {
                loop.Stop();
                return;
            }

            var run = new SimulationRun(seed, podsPerWorld, withTwin);
            run.Play();
            Interlocked.Add(ref pods, podsPerWorld);
            Interlocked.Add(ref namedAsked, run.NamedAsked);
            Interlocked.Add(ref namedFound, run.NamedFound);
            Interlocked.Add(ref addressAsked, run.AddressAsked);
            Interlocked.Add(ref addressFound, run.AddressFound);
        });
        output.WriteLine($"{pods} lives in {watch.Elapsed.TotalSeconds:F1} s; found {namedFound}/{namedAsked} by name, {addressFound}/{addressAsked} by address");
        return (pods, namedAsked, namedFound, addressAsked, addressFound);
    }
}
