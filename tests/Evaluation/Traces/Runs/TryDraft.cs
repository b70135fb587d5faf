using System.Collections.Immutable;
using System.Globalization;
using Windsock.Evaluation.Traces.Clusters;
using Windsock.Evaluation.Traces.Incidents;
using Windsock.Model.Calls;
using Windsock.Model.Flows;

namespace Windsock.Evaluation.Traces.Runs;

/// <summary>A try while it is being decided about.</summary>
internal sealed class TryDraft(TryRun attempt, ImmutableArray<Outage> outages, Randomness random, double seconds)
{
    /// <summary>How long a client keeps an answer of the name server.</summary>
    private static readonly TimeSpan Refresh = TimeSpan.FromMinutes(4);

    private const ushort FirstClientPort = 32_768;
    private static readonly ImmutableArray<string> SearchPath = ["{0}.svc.cluster.local.", "svc.cluster.local.", "cluster.local."];

    private Instant _failsAt = Instant.Missing;

    public TryRun Try => attempt;

    public Randomness Random => random;

    /// <summary>While its process works: not in the first second, and done before the pod ends.</summary>
    public Instant SomeTime() => attempt.Start.Add(TimeSpan.FromSeconds(1 + (random.Unit() * (seconds * 0.7))));

    /// <summary>The name that a site behind a content delivery network has today.</summary>
    public Target Today(Target target)
    {
        if (target.RotatingZone.Length == 0)
        {
            return target;
        }

        var day = (ulong)attempt.Start.Since(TraceOptions.Start).TotalDays;
        var edge = new Randomness((day * 31) + (ulong)random.Below(3) + (ulong)target.RotatingZone.Length);
        return target with { Host = $"r{random.Below(3)}-{Words.Hash(edge, 10)}.{target.RotatingZone}" };
    }

    /// <summary>Connects so often over the time of its work, having resolved the name first.</summary>
    public void Use(PeerUse use, int count)
    {
        var target = Today(use.Target);
        var times = Enumerable.Range(0, count).Select(_ => SomeTime()).Order().ToList();
        var known = Instant.Missing;
        for (var place = 0; place < times.Count; place++)
        {
            if (target.Host.Length > 0 && (known.IsMissing || times[place].Since(known) > Refresh))
            {
                known = times[place];
                Look(target, known);
            }

            var dial = Dial(target, times[place].Add(TimeSpan.FromMilliseconds(40)), use);
            if (use.BeginsWith401 && place == 0 && dial.HttpCode != 0)
            {
                dial.HttpCode = 401;
                Dial(target, times[place].Add(TimeSpan.FromMilliseconds(90)), use);
            }
        }
    }

    /// <summary>Resolves the name of a target as the task's resolver does it.</summary>
    public void Look(Target target, Instant at)
    {
        var isOutside = target.Service is null;
        if (isOutside && attempt.Task.SearchesPath)
        {
            foreach (var suffix in SearchPath)
            {
                Ask($"{target.Host}.{string.Format(CultureInfo.InvariantCulture, suffix, attempt.Dag.Namespace)}", "A", at, 3);
            }
        }

        var isBad = Array.Exists([.. outages], outage => outage.Target is null && at >= outage.From && at < outage.Until);
        if ((isBad && random.Chance(0.33)) || random.Chance(0.002))
        {
            Ask($"{target.Host}.", "A", at.Add(TimeSpan.FromMilliseconds(4)), 2);
        }

        attempt.Questions.Add(new Question(at.Add(TimeSpan.FromMilliseconds(9)), $"{target.Host}.", "A", 0, target.Addresses));
    }

    /// <summary>A name that is asked for and has an address that nobody connects to.</summary>
    public void Look(string host, Instant at, uint rcode) => Ask($"{host}.", "A", at, rcode, IpAddress.FromIPv4(0x3500_0000 + (uint)random.Below(1 << 16)));

    public void Ask(string name, string type, Instant at, uint rcode, params ImmutableArray<IpAddress> addresses) =>
        attempt.Questions.Add(new Question(at.Add(TimeSpan.FromMilliseconds(random.Between(0, 3.0))), name, type, rcode, rcode == 0 ? addresses : []));

    public Dial Dial(Target target, Instant at, PeerUse? use = null, ushort port = 0)
    {
        var showsHttp = target.SpeaksHttp && (attempt.HasSidecar || attempt.Dag.ShowsHttp);
        var left = attempt.End.Since(at).TotalSeconds;
        var dial = new Dial
        {
            Target = target,
            At = at,
            Ip = random.Pick(target.Addresses),
            Port = port == 0 ? target.Port : port,
            Duration = TimeSpan.FromSeconds(Math.Clamp(random.LogNormal(0.6, 1), 0.1, Math.Max(0.1, left - 1))),
            RoundTrip = TimeSpan.FromMilliseconds(target.Service is null ? random.Between(2, 6.0) : random.Between(0.2, 1.0)),
            HttpCode = showsHttp ? (ushort)200 : (ushort)0,
            SentBytes = (long)random.LogNormal(use?.SentBytes ?? 2_000, use?.ByteSpread ?? 0.3),
            ReceivedBytes = (long)random.LogNormal(use?.ReceivedBytes ?? 20_000, use?.ByteSpread ?? 0.3),
        };
        attempt.Dials.Add(dial);
        return dial;
    }

    /// <summary>The process ends of a trouble, at once or after it has tried again; or it lives with it.</summary>
    /// <param name="troubles">When it knew of each.</param>
    public void FailOf(IEnumerable<Instant> troubles, double probability)
    {
        var known = troubles.Order().ToList();
        if (known.Count > 0 && random.Chance(probability))
        {
            var at = known[Math.Min(known.Count, random.Between(1, 3)) - 1];
            attempt.IsFailed = true;
            _failsAt = _failsAt.IsMissing || at < _failsAt ? at : _failsAt;
        }
    }

    /// <summary>Whatever ends it, ends it later: what is to happen to it now has its time.</summary>
    public void GoOn() => _failsAt = Instant.Missing;

    /// <summary>Gives every connection and question its place in time, and a port of its own.</summary>
    public void Finish()
    {
        Cut();
        attempt.Dials.Sort((left, right) => left.At.CompareTo(right.At));
        attempt.Questions.Sort((left, right) => left.At.CompareTo(right.At));
        var port = FirstClientPort + random.Below(4_096);
        foreach (var dial in attempt.Dials)
        {
            dial.ClientPort = (ushort)port++;
            dial.Tls = dial.Tls == TlsMode.Mutual && !attempt.HasSidecar ? TlsMode.Plaintext : dial.Tls;

            // Who waits for an answer does not end before it has given up.
            var over = dial.KnownAt.Add(TimeSpan.FromSeconds(0.2));
            attempt.End = over > attempt.End ? over : attempt.End;
        }

        for (var place = 0; place < attempt.Questions.Count; place++)
        {
            attempt.Questions[place] = attempt.Questions[place] with { ClientPort = (ushort)port++ };
        }
    }

    /// <summary>A process that has failed does nothing more.</summary>
    private void Cut()
    {
        if (_failsAt.IsMissing)
        {
            return;
        }

        // What was still under way would end with the process and tell nothing: one thing at a time.
        attempt.End = _failsAt.Add(TimeSpan.FromSeconds(random.Between(0.5, 4.0)));
        attempt.Dials.RemoveAll(dial => dial.KnownAt > _failsAt);
        attempt.Questions.RemoveAll(question => question.At > _failsAt);
    }
}
