namespace Windsock.Detection.Anomalies;

/// <summary>What was told of which try: a finding is told once. Bounded: the older half is forgotten at a time.</summary>
internal sealed class ToldFindings
{
    private const int Max = 32_768;

    private HashSet<(string TryId, string Rule, string Cause)> _told = [];
    private HashSet<(string TryId, string Rule, string Cause)> _toldBefore = [];

    /// <returns>True the first time.</returns>
    public bool Add(string tryId, string rule, string cause)
    {
        var key = (tryId, rule, cause);
        if (_toldBefore.Contains(key) || !_told.Add(key))
        {
            return false;
        }

        if (_told.Count >= Max)
        {
            (_told, _toldBefore) = (_toldBefore, _told);
            _told.Clear();
        }

        return true;
    }
}
