using Windsock.Attribution.Lifetimes;

namespace Windsock.Attribution.Identities;

/// <summary>The cloud identities that service accounts are bound to; accounts without one are not kept.</summary>
internal sealed class CloudIdentities
{
    /// <summary>Bound accounts that are kept; a cluster has hundreds.</summary>
    private const int MaxAccounts = 50_000;

    private readonly Dictionary<PodName, string> _byAccount = [];
    private readonly Dictionary<string, List<PodName>> _byIdentity = new(StringComparer.Ordinal);

    /// <summary>True when pods of this account may have to learn of it.</summary>
    public bool Set(string accountNamespace, string account, string cloudIdentity)
    {
        var key = new PodName(accountNamespace, account);
        var known = _byAccount.GetValueOrDefault(key, "");
        if (known == cloudIdentity)
        {
            return false;
        }

        Remove(key);
        if (cloudIdentity.Length == 0 || _byAccount.Count >= MaxAccounts)
        {
            return false;
        }

        _byAccount[key] = cloudIdentity;
        if (!_byIdentity.TryGetValue(cloudIdentity, out var accounts))
        {
            _byIdentity.Add(cloudIdentity, accounts = []);
        }

        accounts.Add(key);
        return true;
    }

    public void Remove(string accountNamespace, string account) => Remove(new PodName(accountNamespace, account));

    /// <summary>Empty when there is none.</summary>
    public string Of(PodLifetime pod) => _byAccount.GetValueOrDefault(new PodName(pod.Name.Namespace, pod.ServiceAccount), "");

    /// <summary>The accounts that are bound to it.</summary>
    public IReadOnlyList<PodName> AccountsOf(string cloudIdentity) => _byIdentity.GetValueOrDefault(cloudIdentity) ?? [];

    private void Remove(PodName account)
    {
        if (!_byAccount.Remove(account, out var identity) || !_byIdentity.TryGetValue(identity, out var accounts))
        {
            return;
        }

        accounts.Remove(account);
        if (accounts.Count == 0)
        {
            _byIdentity.Remove(identity);
        }
    }
}
