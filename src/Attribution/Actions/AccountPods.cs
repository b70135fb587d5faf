using Windsock.Attribution.Lifetimes;

namespace Windsock.Attribution.Actions;

/// <summary>The remembered pods of each service account. Holds no pod longer than the table of pods does by more than one look.</summary>
internal sealed class AccountPods(PodTable pods)
{
    private readonly Dictionary<PodName, List<PodLifetime>> _byAccount = [];
    private readonly HashSet<PodLifetime> _known = [];
    private int _sweepAt = 1_024;

    public void Add(PodLifetime pod)
    {
        if (pod.ServiceAccount.Length == 0 || !_known.Add(pod))
        {
            return;
        }

        var account = new PodName(pod.Name.Namespace, pod.ServiceAccount);
        if (!_byAccount.TryGetValue(account, out var list))
        {
            _byAccount.Add(account, list = []);
        }

        list.Add(pod);
        if (_known.Count >= _sweepAt)
        {
            Sweep();
        }
    }

    public IEnumerable<PodLifetime> Of(PodName account) => _byAccount.GetValueOrDefault(account)?.Where(IsRemembered) ?? [];

    private bool IsRemembered(PodLifetime pod) => ReferenceEquals(pods.OfUid(pod.Uid), pod);

    private void Sweep()
    {
        foreach (var (account, list) in _byAccount.ToList())
        {
            list.RemoveAll(pod => !IsRemembered(pod));
            if (list.Count == 0)
            {
                _byAccount.Remove(account);
            }
        }

        _known.RemoveWhere(pod => !IsRemembered(pod));
        _sweepAt = Math.Max(1_024, _known.Count * 2);
    }
}
