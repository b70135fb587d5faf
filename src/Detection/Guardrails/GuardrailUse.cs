using System.Collections.Immutable;
using Windsock.Detection.Globs;
using Windsock.Model.Flows;

namespace Windsock.Detection.Guardrails;

/// <summary>Remembers when each pattern of DAG ids last matched a try of this node. Holds one entry per pattern in force. One thread at a
/// time.</summary>
public sealed class GuardrailUse
{
    /// <summary>Long enough for a DAG that runs once a week to have run.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromDays(7);

    private readonly ImmutableArray<ImmutableArray<PatternUse>> _uses;
    private readonly ImmutableArray<Guardrail> _guardrails;

    /// <param name="now">Since when the guardrails are in force.</param>
    public GuardrailUse(GuardrailSet set, Instant now)
    {
        _guardrails = set.Guardrails;
        _uses = [.. set.Guardrails.Select(guardrail => guardrail.Scope.Dags.Select(_ => new PatternUse { UnmatchedSince = now }).ToImmutableArray())];
    }

    /// <summary>Those that nothing has matched for <see cref="Patience"/>, in the order of the files.</summary>
    public ImmutableArray<UnmatchedPattern> Unmatched(Instant now)
    {
        var unmatched = ImmutableArray.CreateBuilder<UnmatchedPattern>();
        foreach (var (guardrail, pattern, use) in All)
        {
            if (now.Since(use.UnmatchedSince) >= Patience)
            {
                unmatched.Add(new UnmatchedPattern(guardrail.Name, guardrail.Mode, pattern.Text, guardrail.Source, use.UnmatchedSince, use.LastMatchedAt));
            }
        }

        return unmatched.ToImmutable();
    }

    /// <summary>What <see cref="Restore"/> takes: JSON, with its version.</summary>
    public byte[] Save(Instant now) => UseDocument.Write(now, [.. All.Select(entry => new SavedUse(entry.Guardrail.Name, entry.Pattern.Text, entry.Use.UnmatchedSince, entry.Use.LastMatchedAt))]);

    /// <summary>Goes on where <see cref="Save"/> was. The time between does not count: nobody looked.</summary>
    /// <returns>Null, or why the content cannot be used; nothing is changed then.</returns>
    public string? Restore(ReadOnlyMemory<byte> content, Instant now)
    {
        if (!UseDocument.TryRead(content, out var savedAt, out var saved, out var problem))
        {
            return problem;
        }

        var known = saved.ToLookup(use => (use.Guardrail, use.Pattern));
        var away = now > savedAt ? now.Since(savedAt) : TimeSpan.Zero;
        foreach (var (guardrail, pattern, use) in All)
        {
            if (known[(guardrail.Name, pattern.Text)].FirstOrDefault() is { } before)
            {
                var since = before.UnmatchedSince.Add(away);
                use.UnmatchedSince = since < now ? since : now;
                use.LastMatchedAt = before.LastMatchedAt < now ? before.LastMatchedAt : now;
            }
        }

        return null;
    }

    internal void Note(int guardrail, int pattern, Instant now)
    {
        var use = _uses[guardrail][pattern];
        (use.UnmatchedSince, use.LastMatchedAt) = (now, now);
    }

    private IEnumerable<(Guardrail Guardrail, GlobPattern Pattern, PatternUse Use)> All
    {
        get
        {
            for (var guardrail = 0; guardrail < _uses.Length; guardrail++)
            {
                for (var pattern = 0; pattern < _uses[guardrail].Length; pattern++)
                {
                    yield return (_guardrails[guardrail], _guardrails[guardrail].Scope.Dags[pattern], _uses[guardrail][pattern]);
                }
            }
        }
    }

    private sealed class PatternUse
    {
        public Instant UnmatchedSince { get; set; }

        public Instant LastMatchedAt { get; set; }
    }
}
