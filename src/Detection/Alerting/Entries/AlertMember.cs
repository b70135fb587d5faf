using Windsock.Model.Findings;
using Windsock.Model.Flows;

namespace Windsock.Detection.Alerting.Entries;

/// <summary>Why a subject is not part of its alert any more.</summary>
internal enum MemberEnd : byte
{
    /// <summary>It is part of it.</summary>
    None,

    /// <summary>Nothing was found about it for too long.</summary>
    Silent,

    /// <summary>The rule looked again and found it in order.</summary>
    Cleared,
}

/// <summary>One subject of an alert.</summary>
internal sealed class AlertMember(Finding newest, Instant firstSeen)
{
    private HashSet<string>? _tries;

    /// <summary>The newest finding, with the earliest beginning of all.</summary>
    public Finding Newest { get; set; } = newest;

    public Instant FirstSeen { get; set; } = firstSeen;

    public Instant LastSeen { get; set; } = firstSeen;

    /// <summary>Findings about it.</summary>
    public long Count { get; set; }

    /// <summary>When the rule found it in order; missing while it did not, or has found something again.</summary>
    public Instant ClearedAt { get; set; }

    public MemberEnd End { get; set; }

    /// <summary>A message named it.</summary>
    public bool IsTold { get; set; }

    /// <summary>A later message did not name it any more.</summary>
    public bool IsToldGone { get; set; }

    /// <summary>What <see cref="Sight.BlindFor"/> was when it was last seen.</summary>
    public TimeSpan BlindBefore { get; set; }

    public bool IsPresent => End == MemberEnd.None;

    /// <summary>Tries with findings, as far as somebody counts them; findings without a try count one by one.</summary>
    public long Tries => (_tries?.Count ?? 0) + TriesWithoutId;

    public long TriesWithoutId { get; set; }

    public IReadOnlyCollection<string> TryIds => _tries ?? (IReadOnlyCollection<string>)[];

    /// <param name="limit">How many tries it takes; more are not told apart.</param>
    public void NoteTry(string tryId, int limit)
    {
        if (tryId.Length == 0)
        {
            TriesWithoutId++;
        }
        else if (_tries is null || _tries.Count < limit)
        {
            AddTry(tryId);
        }
    }

    /// <summary>One that was noted before a restart.</summary>
    public void AddTry(string tryId) => (_tries ??= new HashSet<string>(StringComparer.Ordinal)).Add(tryId);

    /// <summary>Nobody asks any more how many there were.</summary>
    public void ForgetTries() => (_tries, TriesWithoutId) = (null, 0);

    /// <summary>The clock was set back: nothing was later than now.</summary>
    public void Rewind(Instant now)
    {
        FirstSeen = FirstSeen > now ? now : FirstSeen;
        LastSeen = LastSeen > now ? now : LastSeen;
        ClearedAt = ClearedAt > now ? now : ClearedAt;
    }
}
