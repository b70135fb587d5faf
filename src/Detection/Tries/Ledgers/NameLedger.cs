using Windsock.Model.Flows;

namespace Windsock.Detection.Tries.Ledgers;

/// <summary>What a try was told about one DNS name.</summary>
internal sealed class NameLedger
{
    private const int MaxRcodes = 4;

    private readonly List<AnswerTally> _failures = [];
    private (uint Rcode, string Text) _words = (0, "");

    public NameLedger(string name) => Name = name;

    /// <summary>In lower case, without the final dot.</summary>
    public string Name { get; }

    /// <summary>By rcode.</summary>
    public IReadOnlyList<AnswerTally> Failures => _failures;

    /// <summary>When it was last answered with an address.</summary>
    public Instant LastResolvedAt { get; private set; }

    /// <summary>What a failed look-up is called in a timeline. Remembered: resolvers ask in vain again and again.</summary>
    public string FailureWords(uint rcode)
    {
        if (_words.Rcode != rcode || _words.Text.Length == 0)
        {
            _words = (rcode, OneLine.Of($"{Name}: {PublicNames.OfRcode(rcode)}"));
        }

        return _words.Text;
    }

    public void ObserveFailure(uint rcode, Instant at) => AnswerTally.Add(_failures, rcode, at, MaxRcodes);

    public void ObserveAddress(Instant at) => LastResolvedAt = at > LastResolvedAt ? at : LastResolvedAt;

    public void Absorb(NameLedger other)
    {
        AnswerTally.Absorb(_failures, other._failures, MaxRcodes);
        ObserveAddress(other.LastResolvedAt);
    }
}
