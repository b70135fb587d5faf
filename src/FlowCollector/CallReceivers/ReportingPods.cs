using Windsock.Model.Flows;
using Windsock.Pipeline.Sources;

namespace Windsock.FlowCollector.CallReceivers;

/// <summary>The pods whose proxies have sent an access log to this agent, whichever way. Remembers the last ones in two generations: at
/// least the capacity, which no node comes near, at most twice that. Any thread.</summary>
internal sealed class ReportingPods(int capacity = 8_192) : IAccessLogPresence
{
    private readonly Turnstile _turnstile = new();
    private HashSet<(string Namespace, string Pod)> _young = [];
    private HashSet<(string Namespace, string Pod)> _old = [];

    public void Note(Endpoint reporter)
    {
        var pod = (reporter.Namespace, reporter.PodName);
        using (_turnstile.Enter())
        {
            if (_young.Count >= capacity && !_young.Contains(pod))
            {
                (_young, _old) = (_old, _young);
                _young.Clear();
            }

            _young.Add(pod);
        }
    }

    public bool SendsAccessLog(string @namespace, string pod)
    {
        using (_turnstile.Enter())
        {
            return _young.Contains((@namespace, pod)) || _old.Contains((@namespace, pod));
        }
    }
}
