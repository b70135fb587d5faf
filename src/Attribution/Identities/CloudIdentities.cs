using Windsock.Attribution.Lifetimes;

namespace Windsock.Attribution.Identities;

/// <summary>The cloud identities that service accounts are bound to; accounts without one are not kept.</summary>
internal sealed class CloudIdentities
{
    /// <summary>Bound accounts that are kept; a cluster has hundreds.</summary>
    private const int MaxAccounts = 50_000;

    private readonly Dictionary<PodName, string> _byAccount = [];

    /// <summary>True when pods of this account may have to learn of it.</summary>
    public bool Set(string accountNamespace, string account, string cloudIdentity)
    {
        var key = new PodName(accountNamespace, account);
        if (cloudIdentity.Length == 0 || _byAccount.Count >= MaxAccounts)
        {
            _byAccount.Remove(key);
            return false;
        }

        var isNew = _byAccount.GetValueOrDefault(key) != cloudIdentity;
        _byAccount[key] = cloudIdentity;
        return isNew;
    }

    public void Remove(string accountNamespace, string account) => _byAccount.Remove(new PodName(accountNamespace, account));

    /// <summary>Empty when there is none.</summary>
    public string Of(PodLifetime pod) => _byAccount.GetValueOrDefault(new PodName(pod.Name.Namespace, pod.ServiceAccount), "");
}
