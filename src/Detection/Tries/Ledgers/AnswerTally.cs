using Windsock.Model.Flows;

namespace Windsock.Detection.Tries.Ledgers;

/// <summary>How often one code (HTTP status, DNS rcode) was the answer, and when.</summary>
internal struct AnswerTally
{
    public AnswerTally(uint code, Instant at)
    {
        (Code, First, Last, Count) = (code, at, at, 0);
    }

    public uint Code { get; }

    public int Count { get; private set; }

    public Instant First { get; private set; }

    public Instant Last { get; private set; }

    public void Add(Instant at, int count = 1)
    {
        Count = Sums.Saturating(Count, count);
        First = at < First ? at : First;
        Last = at > Last ? at : Last;
    }

    /// <summary>Adds to the tally of that code. Past <paramref name="max"/> codes, to none.</summary>
    public static void Add(List<AnswerTally> tallies, uint code, Instant at, int max, int count = 1)
    {
        var index = IndexOf(tallies, code);
        if (index < 0)
        {
            if (tallies.Count == max)
            {
                return;
            }

            index = tallies.Count;
            tallies.Add(new AnswerTally(code, at));
        }

        var tally = tallies[index];
        tally.Add(at, count);
        tallies[index] = tally;
    }

    public static void Absorb(List<AnswerTally> tallies, List<AnswerTally> others, int max)
    {
        foreach (var other in others)
        {
            var index = IndexOf(tallies, other.Code);
            if (index >= 0)
            {
                var tally = tallies[index];
                tally.Add(other.First, 0);
                tally.Add(other.Last, other.Count);
                tallies[index] = tally;
            }
            else if (tallies.Count < max)
            {
                tallies.Add(other);
            }
        }
    }

    private static int IndexOf(List<AnswerTally> tallies, uint code)
    {
        var index = tallies.Count - 1;
        while (index >= 0 && tallies[index].Code != code)
        {
            index--;
        }

        return index;
    }
}
