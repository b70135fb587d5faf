using Windsock.Model.Flows;

namespace Windsock.Detection.Alerting.Entries;

/// <summary>Whether the agent sees everything. Time in which it does not is no silence.</summary>
internal sealed class Sight
{
    private Instant _last;

    public bool IsBlind { get; private set; }

    /// <summary>All the time, since the first agent that kept this state.</summary>
    public TimeSpan BlindFor { get; set; }

    public void Advance(Instant now, bool isBlind)
    {
        if (IsBlind && !_last.IsMissing && now > _last)
        {
            BlindFor += now.Since(_last);
        }

        (_last, IsBlind) = (now, isBlind);
    }

    /// <summary>How long nothing was found though it would have been seen.</summary>
    public TimeSpan SilenceOf(RuleTerms terms, Instant lastSeen, TimeSpan blindBefore, Instant now) =>
        now.Since(lastSeen) - (terms.Rule.Sight == RuleSight.Independent ? TimeSpan.Zero : BlindFor - blindBefore);
}
