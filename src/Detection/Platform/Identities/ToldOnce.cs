namespace Windsock.Detection.Platform.Identities;

/// <summary>What was told already. Bounded: the older half is forgotten at a time.</summary>
internal sealed class ToldOnce<TKey>(int max)
    where TKey : notnull
{
    private HashSet<TKey> _told = [];
    private HashSet<TKey> _toldBefore = [];

    public bool Contains(TKey key) => _told.Contains(key) || _toldBefore.Contains(key);

    /// <returns>True the first time.</returns>
    public bool Add(TKey key)
    {
        if (_toldBefore.Contains(key) || !_told.Add(key))
        {
            return false;
        }

        if (_told.Count >= max)
        {
            (_told, _toldBefore) = (_toldBefore, _told);
            _told.Clear();
        }

        return true;
    }

    public bool Remove(TKey key) => _told.Remove(key) | _toldBefore.Remove(key);
}
