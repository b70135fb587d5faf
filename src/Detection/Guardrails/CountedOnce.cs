namespace Windsock.Detection.Guardrails;

/// <summary>Remembers what was counted, so that a story that is looked at again counts nothing twice. Bounded: of the oldest half, what comes
/// again is counted again. One thread at a time.</summary>
internal sealed class CountedOnce<T>
    where T : notnull
{
    /// <summary>Twice this is remembered: some MB.</summary>
    private const int MaxRecent = 16_384;

    private HashSet<T> _recent = [];
    private HashSet<T> _before = [];

    /// <summary>True the first time.</summary>
    public bool IsNew(T what)
    {
        if (_recent.Contains(what) || _before.Contains(what))
        {
            return false;
        }

        if (_recent.Count >= MaxRecent)
        {
            (_recent, _before) = (_before, _recent);
            _recent.Clear();
        }

        return _recent.Add(what);
    }
}
