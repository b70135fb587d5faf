using Windsock.Detection.Guardrails;
using Windsock.Detection.Platform.Clouds;
using Windsock.Detection.Tries;
using Windsock.Model.Connections;
using Windsock.Model.Flows;
using Windsock.Model.Identity;
using Windsock.Model.Platform;
using Windsock.Model.Tries;

namespace Windsock.Detection.Platform.Terraform;

/// <summary>Recognises runs of Terraform by the states they use in Kubernetes, by what their programs call themselves and by the hosts they
/// connect to, and knows who holds which lock and who waits for it.</summary>
internal sealed class TerraformPart : IPlatformPart
{
    private readonly HolderPods _pods = new();
    private readonly StateBook _book = new();
    private readonly LockJudge _judge;
    private readonly StaleLockRule _stale;
    private readonly LockContentionRule _contention;
    private readonly CloudHostLookup _hosts;
    private readonly CountedOnce<(TryKey Try, string Evidence)> _runs = new();
    private readonly List<LockWait> _waits = [];
    private readonly List<LockRelease> _releases = [];

    public TerraformPart(TerraformOptions options, CloudHostLookup hosts)
    {
        _judge = new LockJudge(_pods, options.AuditLag);
        _stale = new StaleLockRule(options, _pods, _judge);
        _contention = new LockContentionRule(options, _stale);
        _hosts = hosts;
    }

    /// <summary>Names of its rules.</summary>
    public static IReadOnlyList<string> Rules { get; } = [StaleLockRule.Rule, LockContentionRule.Rule];

    public string? Observe(in AttributedEvent action, PlatformTelling telling)
    {
        if (action.Event is not PlatformAction asked)
        {
            return null;
        }

        var (owner, version) = (action.Attribution.Owner, TerraformProgram.VersionOf(asked.UserAgent));
        var name = StateName.Of(asked.Target);
        if (name is null && version is null)
        {
            return null;
        }

        if (owner is not null)
        {
            _pods.Observe(owner, asked.At);
        }

        if (version is not null)
        {
            TellRun(owner, name is null ? "user_agent" : "state", name is null ? "" : "kubernetes", version, asked.At, telling);
        }

        return name is null ? WordsOfProgram(version!) : WordsOfState(name.Value, asked, owner, version ?? "");
    }

    public void Observe(PlatformEvent @event, PlatformTelling telling)
    {
        switch (@event)
        {
            case StateLockSeen seen when StateName.OfLease(seen.Lock.Namespace, seen.Lock.LeaseName) is { } name:
                _book.Open(name, seen.ReceivedAt).See(seen.Lock, seen.ReceivedAt);
                break;
            case StateLockGone gone when StateName.OfLease(gone.Namespace, gone.LeaseName) is { } name:
                _book.Find(name)?.SeeGone(gone.ReceivedAt);
                break;
            default:
                break;
        }
    }

    public void Observe(Connection connection, PlatformTelling telling)
    {
        if (connection.Client is { IsTask: true, Decides: true, Owner: { } owner }
            && _hosts.Find(connection.ServerAsPeer) is { Kind: CloudHostKind.Terraform } host)
        {
            var isHcp = host.Pattern is "app.terraform.io" or "archivist.terraform.io";
            TellRun(owner, "host", isHcp ? "hcp" : "", "", connection.FirstSeen, telling);
        }
    }

    public void Observe(TaskFact fact, PlatformTelling telling) => _pods.Observe(fact);

    public void Advance(Instant now, PlatformTelling telling)
    {
        foreach (var state in _book.All)
        {
            _judge.Settle(state, now, _waits, _releases);
            foreach (var wait in _waits)
            {
                Tell(state, wait, now, telling);
            }

            foreach (var release in _releases)
            {
                telling.Moments.Add(new StateLockReleased(state.Name.Namespace, state.Words, release.Operation, release.Held, release.Holder?.Try, release.At));
            }

            _waits.Clear();
            _releases.Clear();
            _stale.Advance(state, now, telling);
        }
    }

    private void Tell(StateRecord state, LockWait wait, Instant now, PlatformTelling telling)
    {
        telling.Moments.Add(new StateLockWaited(
            state.Name.Namespace, state.Words, wait.Holder?.Try, wait.Hold?.Who ?? "", wait.Waited, wait.WasTaken, wait.Owner?.Try, wait.Last));
        if (_contention.Judge(state, wait, now) is { } finding)
        {
            telling.Findings.Add(finding);
        }
    }

    private void TellRun(Owner? owner, string evidence, string backend, string version, Instant at, PlatformTelling telling)
    {
        if (owner is { Kind: OwnerKind.Task, Try: { } attempt } && _runs.IsNew((TryKey.Of(owner), evidence)))
        {
            telling.Moments.Add(new TerraformRunSeen(evidence, backend, version, attempt, at));
        }
    }

    private string WordsOfState(StateName name, PlatformAction asked, Owner? owner, string version)
    {
        // By the agent's clock: what is told late was heard of now.
        var state = _book.Open(name, asked.ReceivedAt);
        var words = asked.Target.Resource == "leases" ? WordsOfLock(state, asked, owner) : WordsOfSecret(asked);
        var before = asked is { IsWrite: true, Outcome: ActionOutcome.Succeeded } ? state.AddVersion(version) : "";
        var spread = before.Length == 0 ? "" : $"; Terraform {version}, after {before}";
        return $"state {state.Words}, {words}{spread}";
    }

    private static string WordsOfLock(StateRecord state, PlatformAction asked, Owner? owner)
    {
        if (LeaseAccess.Of(asked, owner) is not { } access)
        {
            return asked.Verb == "get" ? "lock looked at" : "lock wanted";
        }

        var taken = LockJudge.TakenBefore(state, access);
        state.Add(access);
        return access.Use switch
        {
            LeaseUse.Look => state.Current is { Who.Length: > 0 } held && taken?.Caller != access.Caller ? $"lock held by {held.Who}" : "lock looked at",
            LeaseUse.LostRace => "lock lost to another at the same moment",
            LeaseUse.Delete => "lock deleted",
            _ when taken is null => "lock taken",
            _ when taken.Caller == access.Caller => "lock given back",
            _ => "lock written while another held it",
        };
    }

    private static string WordsOfSecret(PlatformAction asked) => asked.Verb switch
    {
        "create" or "update" or "patch" => "state written",
        "delete" or "deletecollection" => "state deleted",
        _ => "state read",
    };

    private static string WordsOfProgram(string version) => version.Length == 0 ? "by Terraform" : $"by Terraform {version}";
}
