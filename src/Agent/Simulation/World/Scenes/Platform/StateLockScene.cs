using Windsock.Agent.Simulation.World.Platform;
using Windsock.Model.Platform;
using Windsock.Model.Tries;

namespace Windsock.Agent.Simulation.World.Scenes.Platform;

/// <summary>DAG <c>network_rollout</c> applies Terraform with its state in Kubernetes. The first try's pod is killed while it holds the lock;
/// the retry finds the lock held, asks again for a while and gives up; somebody unlocks; the next run succeeds.</summary>
internal sealed class StateLockScene : IScene
{
    public const string Dag = "network_rollout";
    public const string Namespace = "airflow";
    public const string Workspace = "default";
    public const string Suffix = "network";

    private const string Version = "1.9.8";
    private static readonly TimeSpan Period = TimeSpan.FromSeconds(60);

    private static readonly Site Registry = new("registry.terraform.io", "198.51.100.130");
    private static readonly Site Checkpoint = new("checkpoint-api.hashicorp.com", "198.51.100.131");
    private static readonly Site Releases = new("releases.hashicorp.com", "198.51.100.132");
    private static readonly Site Tokens = new("sts.eu-central-1.amazonaws.com", "198.51.100.121");
    private static readonly Site Cloud = new("ec2.eu-central-1.amazonaws.com", "198.51.100.133");

    /// <summary>While it holds the lock.</summary>
    private static readonly TrueReason Killed = TryScript.Because(FailureCause.NoneSeen);

    /// <summary>Which the retry cannot get.</summary>
    private static readonly TrueReason Locked = new(FailureCause.StateLocked)
    {
        Untold = TryScript.Because(FailureCause.NoneSeen),
        Says = [$"state {Workspace}/{Suffix}", $"{Dag}.apply"],
    };

    public void Begin(Stage stage) => stage.Every(TimeSpan.FromSeconds(5), Period, start => new Rollout(stage, start).Play());

    /// <summary>One period of the scene. The Lease is made once and stays.</summary>
    private sealed class Rollout(Stage stage, TimeSpan start)
    {
        private static readonly TimeSpan ReadLater = TimeSpan.FromMilliseconds(60);

        private readonly string _uid = StableUid.Of(Namespace, "lease");
        private readonly DateTimeOffset _createdAt = stage.WholeSecond(TimeSpan.FromSeconds(7));
        private readonly bool _isFirst = start < Period;

        public void Play()
        {
            var killed = Begin(0, new TryScript(Dag, "apply", 7) { Reason = Killed, ExitCode = 137 }, 1, start);
            var lockedAt = Lock(killed, 2.4);
            Spend(killed, 4.0);

            var retry = Begin(9, new TryScript(Dag, "apply", 13) { Reason = Locked }, 2, start);
            Prepare(retry, 2.0);
            foreach (var second in (ReadOnlySpan<double>)[2.4, 3.4, 5.4, 9.4, 12.2])
            {
                retry.Ask(second, Leases(retry.Caller, "get"));
            }

            retry.Note(12.6, at => new LockAwaited(at, retry.Task, killed.Pod.Name, TimeSpan.FromSeconds(12.6 - 2.4)));
            Strike("terraform_lock_stale", 7, killed.Task, 19);
            Strike("terraform_lock_contention", 11, retry.Task, 29);
            Unlock(ApiCaller.Person("alice@example.com", ApiCaller.Terraform), start + TimeSpan.FromSeconds(25), killed.Task, lockedAt);

            var next = Begin(28, new TryScript(Dag, "apply", 11), 1, start + TimeSpan.FromSeconds(28));
            lockedAt = Lock(next, 2.4);
            Spend(next, 4.0);
            Write(next, 7.0);
            Unlock(next.Caller, next.At(8.0), next.Task, lockedAt);
        }

        /// <summary>The agent of a demonstration takes a lock for stale 10 s after its holder's end, and waits 5 s for late audit events.</summary>
        private void Strike(string rule, double second, TrueOwner task, double evident) => stage.At(
            start + TimeSpan.FromSeconds(second),
            () => stage.Record(new IncidentStruck(stage.Now, rule, IncidentSubject.Of(task), "", start + TimeSpan.FromSeconds(evident)) { IsOfPlatform = true }));

        private PlatformTry Begin(double second, TryScript script, int tryNumber, TimeSpan runAt)
        {
            var work = new PlatformTry(stage, start + TimeSpan.FromSeconds(second), script, "terraform", ApiCaller.Terraform, tryNumber, runAt);
            work.Say(1.0, talk => talk.CallOutside(Checkpoint, "GET", "/v1/check/terraform", 200));
            work.Say(1.2, talk => talk.CallOutside(Registry, "GET", "/v1/providers/hashicorp/aws/versions", 200));
            work.Say(1.4, talk => talk.CallOutside(Releases, "GET", "/terraform-provider-aws/5.90.0/terraform-provider-aws_5.90.0_linux_amd64.zip", 200));
            return work;
        }

        /// <summary>What every run does first: it looks which workspaces there are.</summary>
        private void Prepare(PlatformTry work, double second) => work.Ask(second, Secrets(work.Caller, "list", "") with
        {
            Query = "labelSelector=" + Uri.EscapeDataString($"tfstate=true,tfstateSecretSuffix={Suffix}"),
        });

        /// <summary>Answers since when it is held.</summary>
        private TimeSpan Lock(PlatformTry work, double second)
        {
            Prepare(work, second - 0.4);
            var at = work.At(second) + ReadLater;
            var look = Leases(work.Caller, "get");
            work.Ask(second, _isFirst && work.At(0) == start ? look.NotFound() : look);
            var holder = new LeaseHolder(stage.Random.NextGuid(), "OperationTypeApply", "root@" + work.Pod.Name, Version, stage.TimeOf(at));
            var write = _isFirst && work.At(0) == start ? Leases(work.Caller, "create").Created(_uid) : Leases(work.Caller, "update");
            stage.Ask(at, write, () => Show(holder));
            stage.Ask(at + ReadLater, _isFirst && work.At(0) == start ? Secrets(work.Caller, "get").NotFound() : Secrets(work.Caller, "get"));
            return at;
        }

        private static void Spend(PlatformTry work, double second)
        {
            work.Say(second, talk => talk.CallOutside(Tokens, "POST", "/", 200));
            work.Say(second + 0.5, talk => talk.CallOutside(Cloud, "POST", "/", 200));
        }

        private void Write(PlatformTry work, double second) => work.Ask(second, _isFirst
            ? Secrets(work.Caller, "create").Created(StableUid.Of(Namespace, "state"))
            : Secrets(work.Caller, "update"));

        private void Unlock(ApiCaller who, TimeSpan at, TrueOwner holder, TimeSpan lockedAt)
        {
            stage.Ask(at, Leases(who, "get"));
            stage.Ask(at + ReadLater, Leases(who, "update"), () =>
            {
                Show(null);
                stage.Record(new LockFreed(stage.Now, holder, stage.Now - lockedAt));
            });
        }

        private void Show(LeaseHolder? holder) => stage.Record(new LeaseShown(stage.Now, Lease(holder)));

        private StateLease Lease(LeaseHolder? holder) => new(Namespace, Workspace, Suffix, _uid, _createdAt, holder);

        private ApiRequest Leases(ApiCaller who, string verb) =>
            new(who, verb, ResourceType.Lease, Namespace, Lease(null).Name) { System = PlatformSystem.Terraform, ObjectUid = _uid };

        private ApiRequest Secrets(ApiCaller who, string verb, string? name = null) =>
            new(who, verb, ResourceType.Secret, Namespace, name ?? Lease(null).SecretName) { System = PlatformSystem.Terraform };
    }
}
