using System.Collections.Immutable;
using Windsock.Evaluation.Traces.Clusters;
using Windsock.Evaluation.Traces.Incidents;
using Windsock.Model.Flows;

namespace Windsock.Evaluation.Traces.Runs;

/// <summary>What goes wrong every day and is nobody's incident.</summary>
internal static class OrdinaryTroubles
{
    public static void Befall(TryDraft draft, Randomness random, ImmutableArray<Outage> outages)
    {
        var attempt = draft.Try;
        SufferOutages(draft, random, outages);
        foreach (var dial in attempt.Dials)
        {
            if (dial.HttpCode == 200 && random.Chance(0.004))
            {
                dial.HttpCode = random.Pick<ushort>([403, 404, 429, 500, 503]);
            }
        }

        if (attempt.Dials.Count > 0 && random.Chance(0.003))
        {
            // The pod was quicker than its policy: Cilium drops its first packets for a moment, and lets the next ones pass.
            draft.Dial(attempt.Dials[0].Target, attempt.Start.Add(TimeSpan.FromMilliseconds(random.Between(100, 600)))).IsDroppedFirst = true;
        }

        if (random.Chance(attempt.Task.FailureRate))
        {
            attempt.IsFailed = true;
            if (attempt.Dials.Count > 0 && random.Chance(0.5))
            {
                var last = attempt.Dials.MaxBy(dial => dial.At)!;
                Break(last, random);
                draft.FailOf([last.KnownAt], 1);
            }
        }
    }

    private static void SufferOutages(TryDraft draft, Randomness random, ImmutableArray<Outage> outages)
    {
        var attempt = draft.Try;
        foreach (var outage in outages)
        {
            if (outage.Target is not { } target || outage.From > attempt.End || outage.Until < attempt.Start)
            {
                continue;
            }

            foreach (var dial in attempt.Dials.Where(dial => outage.Concerns(dial.Target, dial.At)).ToList())
            {
                Fail(dial, outage.IsRefusing);
                for (var again = random.Below(3); again > 0; again--)
                {
                    Fail(draft.Dial(target, dial.At.Add(TimeSpan.FromSeconds(again * 2))), outage.IsRefusing);
                }
            }

            draft.FailOf(attempt.Dials.Where(dial => outage.Concerns(dial.Target, dial.At)).Select(dial => dial.KnownAt), 0.8);
        }
    }

    private static void Fail(Dial dial, bool isRefused)
    {
        dial.Outcome = isRefused ? DialOutcome.Refused : DialOutcome.Timeout;
        dial.Attempts = isRefused ? 1 : 3;
        dial.HttpCode = 0;
    }

    private static void Break(Dial dial, Randomness random)
    {
        if (dial.HttpCode != 0 && random.Chance(0.5))
        {
            dial.HttpCode = random.Pick<ushort>([500, 502, 503, 504]);
            return;
        }

        dial.Outcome = random.Pick([DialOutcome.Timeout, DialOutcome.Refused, DialOutcome.Reset]);
        dial.Attempts = dial.Outcome == DialOutcome.Timeout ? 3 : 1;
        dial.HttpCode = 0;
    }
}
