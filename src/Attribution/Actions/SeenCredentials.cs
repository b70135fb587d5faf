using Windsock.Model.Identity;
using Windsock.Model.Platform;

namespace Windsock.Attribution.Actions;

/// <summary>Which pod showed a token, or had one given out: for later actions by the same token that do not tell the pod. The latest 16,384;
/// a token that two pods have shown is nobody's.</summary>
internal sealed class SeenCredentials
{
    private const int Max = 16_384;

    private readonly Dictionary<string, Owner?> _owners = new(StringComparer.Ordinal);
    private readonly Queue<string> _order = [];

    public Owner? Find(string credentialId) => credentialId.Length == 0 ? null : _owners.GetValueOrDefault(credentialId);

    /// <summary>The platform itself said whose it is.</summary>
    public void Learn(ActionCaller caller, in ActionAttribution answer)
    {
        if (answer is { Owner: { } owner, Class: AttributionClass.Exact })
        {
            Keep(caller.CredentialId, owner);
            Keep(caller.IssuedCredentialId, owner);
        }
        else if (answer.Class == AttributionClass.Ambiguous)
        {
            Keep(caller.CredentialId, null);
        }
    }

    private void Keep(string id, Owner? owner)
    {
        if (id.Length == 0)
        {
            return;
        }

        if (_owners.TryGetValue(id, out var known))
        {
            _owners[id] = known is not null && owner is not null && known.PodUid == owner.PodUid ? owner : null;
            return;
        }

        _owners.Add(id, owner);
        _order.Enqueue(id);
        if (_order.Count > Max)
        {
            _owners.Remove(_order.Dequeue());
        }
    }
}
