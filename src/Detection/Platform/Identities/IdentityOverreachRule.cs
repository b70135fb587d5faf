using System.Globalization;
using Windsock.Detection.Anomalies.Words;
using Windsock.Detection.Tries;
using Windsock.Model.Findings;
using Windsock.Model.Flows;
using Windsock.Model.Identity;
using Windsock.Model.Platform;
using Windsock.Model.State;

namespace Windsock.Detection.Platform.Identities;

/// <summary>A right that one DAG alone uses of an account that others have too: they may do the same, and never did. Learns for a while
/// which rights are used by whom, from what was allowed, and tells each such right once. Over when another DAG uses it.</summary>
internal sealed class IdentityOverreachRule
{
    public const string Name = "identity_overreach";

    private const int MaxTold = 4_096;
    private const int MaxNamed = 5;

    private static readonly TimeSpan WriteEvery = TimeSpan.FromMinutes(10);

    private readonly IdentityOverreachOptions _options;
    private readonly IdentityMap _map;
    private readonly IStateStore? _store;
    private readonly string _state;
    private readonly RightsBook _book = new();
    private readonly ToldOnce<(string Account, Right Right)> _told = new(MaxTold);
    private bool _isDirty;
    private Instant _writtenAt;

    /// <param name="state">Name under which what was learned is kept in the store.</param>
    public IdentityOverreachRule(IdentityOverreachOptions options, IdentityMap map, IStateStore? store, string state)
    {
        (_options, _map, _store, _state) = (options, map, store, state);
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

    public void Inspect(PlatformAction action, in ActionAttribution attribution, PlatformTelling telling)
    {
        if (!IsUse(action) || AccountOf(action.Caller) is not { } account)
        {
            return;
        }

        // Whoever else has the account, a component or somebody unknown, may have done it for any DAG.
        var (right, now) = (Right.Of(action), action.ReceivedAt);
        DagKey? user = attribution.Owner is { Task: { } task } ? DagKey.Of(task) : null;
        if ((user is null ? _book.Find(account) : _book.Enter(account, now)) is not { } rights)
        {
            return;
        }

        _isDirty = true;
        var isAlone = rights.Use(right, user, now, out var former);
        if (former is { } other && _told.Remove((account, right)))
        {
            telling.Clears.Add(new AllClear(Name, new FindingSubject(other.Namespace, other.DagId, ""), CauseOf(right, account), now));
        }

        if (!isAlone || user is not { } dag || now.Since(rights.First) < _options.LearnFor || rights.Actions < _options.MinActions || _told.Contains((account, right)))
        {
            return;
        }

        var others = OthersOf(action.Caller, rights, dag);
        if (others.Count > 0)
        {
            _told.Add((account, right));
            telling.Findings.Add(FindingOf(action, attribution, attribution.Owner!, dag, right, account, rights, others));
        }
    }

    /// <summary>Keeps what was learned.</summary>
    public void Advance(Instant now)
    {
        if (_isDirty && _store is not null && (_writtenAt.IsMissing || now.Since(_writtenAt) >= WriteEvery))
        {
            _isDirty = false;
            _writtenAt = now;
            _store.Write(_state, _book.Write());
        }
    }

    /// <summary>It was allowed: the platform came to look at what was asked for. Rights that everybody has, and those of whom was impersonated,
    /// are not the account's.</summary>
    private static bool IsUse(PlatformAction action) =>
        action.Outcome is ActionOutcome.Succeeded or ActionOutcome.NotFound or ActionOutcome.Conflict or ActionOutcome.Invalid
        && action.Caller.ImpersonatedUsername.Length == 0
        && action.Target.Resource.Length > 0
        && !action.Target.Resource.StartsWith('/')
        && !action.Target.Resource.StartsWith("selfsubject", StringComparison.Ordinal);

    private static string? AccountOf(ActionCaller caller) => caller.ServiceAccount is var (space, name)
        ? $"{space}/{name}"
        : caller.Username.Length > 0 ? caller.Username : null;

    /// <summary>Who else acts through the account, or may: pods that run under it are enough.</summary>
    private SortedSet<string> OthersOf(ActionCaller caller, AccountRights rights, DagKey dag)
    {
        var others = new SortedSet<string>(rights.Dags.Where(other => other != dag).Select(other => NameOf(other, dag)), StringComparer.Ordinal);
        if (caller.ServiceAccount is var (space, name))
        {
            others.UnionWith(_map.DagsOf(space, name).Select(id => new DagKey(space, id)).Where(other => other != dag).Select(other => NameOf(other, dag)));
        }

        return others;
    }

    private static string NameOf(DagKey other, DagKey dag) => other.Namespace == dag.Namespace ? other.DagId : other.ToString();

    private static string CauseOf(Right right, string account) => $"{right} through {account}";

    private static Finding FindingOf(
        PlatformAction action, in ActionAttribution attribution, Owner owner, DagKey dag, Right right, string account, AccountRights rights, SortedSet<string> others)
    {
        var named = string.Join(", ", others.Take(MaxNamed)) + (others.Count > MaxNamed ? string.Create(CultureInfo.InvariantCulture, $" and {others.Count - MaxNamed} more") : "");
        var days = action.ReceivedAt.Since(rights.First).TotalDays;
        var watched = days < 1 ? FindingText.Count((long)(days * 24), "hour") : FindingText.Count((long)days, "day");
        return new Finding
        {
            Rule = Name,
            Severity = Right.IsStrong(action) ? Severity.Warning : Severity.Info,
            Subject = new FindingSubject(dag.Namespace, dag.DagId, ""),
            Cause = CauseOf(right, account),
            Summary = $"Only DAG {dag.DagId} uses {right} through {account}; {named} may do so too, and in {watched} never did.",
            Mend = $"Give {dag.DagId} an account of its own with that right, and take it from {account}.{(action.DecisionReason.Length > 0 ? $" It comes from: {action.DecisionReason}" : "")}",
            Measures =
            [
                new Measure("right", right.ToString(), $"{dag.DagId} alone"),
                new Measure("account", account, $"shared with {named}"),
                new Measure("watched", watched, FindingText.Count(rights.Actions, "action")),
            ],
            Evidence = string.Create(CultureInfo.InvariantCulture, $"at least: what the audit log recorded since {rights.First.ToDateTimeOffset():yyyy-MM-dd}; what runs less often was not seen")
                + (attribution.Class == AttributionClass.Exact ? "" : $"; the task is inferred by {PlatformNames.Of(attribution.Evidence)}"),
            IsComplete = false,
            Try = owner.Try,
            TryId = TryKey.Of(owner).ToId(),
            Since = action.At.IsMissing ? action.ReceivedAt : action.At,
            At = action.ReceivedAt,
            TraceId = action.TraceId,
        };
    }
}
