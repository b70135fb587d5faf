using Windsock.Model.Findings;
using Windsock.Model.Flows;
using Windsock.Model.Identity;
using Windsock.Model.State;

namespace Windsock.Detection.Anomalies.IdentityShared;

/// <summary>A DAG begins to run under a service account that was another DAG's own: what one may do the other may do now. Accounts
/// that several DAGs have run under from the start are shared on purpose (Airflow's own for all executor pods, above all), and are
/// no finding. Also a DAG that had an account of its own and falls back to the default one.</summary>
internal sealed class IdentitySharedDetector : IIdentityDetector
{
    private const int MaxPods = 16_384;
    private const string Default = "default";

    private static readonly TimeSpan WriteEvery = TimeSpan.FromMinutes(1);

    private readonly IdentitySharedOptions _options;
    private readonly IStateStore? _store;
    private readonly string _state;
    private readonly AccountBook _book = new();
    private readonly HashSet<string> _pods = new(StringComparer.Ordinal);
    private readonly Queue<string> _order = new();
    private bool _isDirty;
    private Instant _writtenAt;

    /// <param name="state">Name under which it is kept in the store.</param>
    public IdentitySharedDetector(IdentitySharedOptions options, IStateStore? store, string state)
    {
        (_options, _store, _state) = (options, store, state);
        if (store?.Read(state) is { } content)
        {
            try
            {
                _book.Read(content);
            }
            catch (FormatException failure)
            {
                store.SetAside(state, failure.Message);
            }
        }
    }

    public string Rule => "identity_shared";

    public void Inspect(IdentitySighting sighting, ICollection<Finding> findings)
    {
        if (sighting.Owner is not { Task: { } task, ServiceAccount: { Length: > 0 } name, PodUid: { Length: > 0 } uid } owner || !IsNew(uid))
        {
            return;
        }

        _isDirty = true;
        var former = FormerOwner(owner.Namespace, name, task.DagId, sighting.At);
        var left = name == Default ? OwnAccountOf(task, sighting.At) : null;
        if (_book.Enter(owner.Namespace, name).Add(task.DagId, sighting.At) && (former ?? left) is not null)
        {
            findings.Add(FindingOf(sighting, task, name, former, left));
        }
    }

    public void Advance(Instant now, ICollection<AllClear> clears)
    {
        if (_isDirty && _store is not null && (_writtenAt.IsMissing || now.Since(_writtenAt) >= WriteEvery))
        {
            _isDirty = false;
            _writtenAt = now;
            _store.Write(_state, _book.Write());
        }
    }

    private bool IsNew(string uid)
    {
        if (!_pods.Add(uid))
        {
            return false;
        }

        _order.Enqueue(uid);
        if (_order.Count > MaxPods)
        {
            _pods.Remove(_order.Dequeue());
        }

        return true;
    }

    /// <summary>The one DAG that it was the own account of; null when it was nobody's, or several ones' from the start.</summary>
    private string? FormerOwner(string @namespace, string account, string dag, Instant at)
    {
        if (!_book.Accounts.TryGetValue((@namespace, account), out var known) || known.Dags.Count != 1)
        {
            return null;
        }

        var (owner, use) = known.Dags.First();
        return owner != dag && IsOwn(use, at) ? owner : null;
    }

    /// <summary>The account that the DAG had for itself.</summary>
    private string? OwnAccountOf(TaskKey task, Instant at)
    {
        foreach (var (key, account) in _book.Accounts)
        {
            if (key.Namespace == task.Namespace && key.Name != Default && account.Dags.TryGetValue(task.DagId, out var use) && IsOwn(use, at))
            {
                return key.Name;
            }
        }

        return null;
    }

    private bool IsOwn(AccountUse use, Instant at) => use.Pods >= _options.MinPods && at.Since(use.First) >= _options.OwnAfter;

    private Finding FindingOf(IdentitySighting sighting, TaskKey task, string account, string? former, string? left)
    {
        var name = $"{sighting.Owner.Namespace}/{account}";
        return new Finding
        {
            Rule = Rule,
            Severity = Severity.Warning,
            Subject = new FindingSubject(task.Namespace, task.DagId, ""),
            Cause = $"service account {name}",
            Summary = former is not null
                ? $"DAG {task.DagId} now runs under service account {name}, which was {former}'s alone."
                : $"DAG {task.DagId} now runs under service account {name}; it had its own, {left}.",
            Mend = former is not null
                ? $"Give {task.DagId} a service account of its own (service_account_name of the operator, or of the pod template): until then it may do whatever {former} may."
                : $"Set the service account again ({left}): pods without one run under default, and whoever gives that rights gives them to all.",
            Measures = [new Measure("service account", name, former is not null ? $"{former}'s alone" : left!)],
            Evidence = "complete: the account is the pod's own",
            IsComplete = true,
            Try = sighting.Owner.Try,
            Since = sighting.At,
            At = sighting.At,
        };
    }
}
