using System.Collections.Immutable;
using Windsock.Model.Flows;

namespace Windsock.Detection.Anomalies.IdentityExplosion;

/// <summary>The security identities of the last pods of one task. Bounded.</summary>
internal sealed class IdentityWindow
{
    private const int Pods = 32;

    private readonly List<(string Pod, uint Identity)> _pods = [];
    private readonly SortedSet<string> _differing = new(StringComparer.Ordinal);
    private ImmutableArray<string> _labels;

    /// <summary>Keys of labels, with their source, whose values differ from pod to pod.</summary>
    public IReadOnlyCollection<string> DifferingLabels => _differing;

    public Instant LastAt { get; private set; }

    public int Count => _pods.Count;

    public int Identities => _pods.Select(pod => pod.Identity).Distinct().Count();

    /// <summary>The last so many pods have an identity each.</summary>
    public bool AllDiffer(int last) => _pods.Count >= last && _pods.TakeLast(last).Select(pod => pod.Identity).Distinct().Count() == last;

    /// <returns>True for a pod that was not known.</returns>
    public bool Add(string pod, Endpoint endpoint, Instant at)
    {
        LastAt = at;
        if (_pods.Exists(known => known.Pod == pod))
        {
            return false;
        }

        if (_pods.Count == Pods)
        {
            _pods.RemoveAt(0);
        }

        _pods.Add((pod, endpoint.Identity));
        Compare(endpoint.Labels);
        return true;
    }

    private void Compare(ImmutableArray<string> labels)
    {
        if (!_labels.IsDefault)
        {
            foreach (var key in labels.Except(_labels, StringComparer.Ordinal).Select(KeyOf).Intersect(_labels.Select(KeyOf), StringComparer.Ordinal).Take(Pods - _differing.Count))
            {
                _differing.Add(key);
            }
        }

        _labels = labels;
    }

    private static string KeyOf(string label) => label.IndexOf('=', StringComparison.Ordinal) is var equals and >= 0 ? label[..equals] : label;
}
