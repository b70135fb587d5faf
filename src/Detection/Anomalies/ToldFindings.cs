using Windsock.Model.Findings;

namespace Windsock.Detection.Anomalies;

/// <summary>What was told of which try: a finding is told once. Bounded: the older half is forgotten at a time.</summary>
internal sealed class ToldFindings
{
    private const int Max = 32_768;

    private HashSet<(string TryId, string Rule, string Cause, string Peer, ushort Port)> _told = [];
    private HashSet<(string TryId, string Rule, string Cause, string Peer, ushort Port)> _toldBefore = [];

    /// <returns>True the first time.</returns>
    public bool Add(Finding finding)
    {
        var key = (finding.TryId, finding.Rule, finding.Cause, finding.Peer, finding.Port);
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
