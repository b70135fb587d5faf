using System.Collections.Immutable;
using System.Globalization;
using Windsock.Evaluation.Traces.Clusters;
using Windsock.Evaluation.Traces.Incidents;
using Windsock.Model.Calls;
using Windsock.Model.Flows;

namespace Windsock.Evaluation.Traces.Runs;

/// <summary>What an incident does to a try, one method for each kind.</summary>
internal static class Effects
{
    /// <summary>Less than this leaves a company every minute, unseen and unasked.</summary>
    private const double LeastExfiltration = 20_000_000;

    private static readonly PolicyDecision Denial = new() { EgressDeniedBy = [new PolicyName("CiliumNetworkPolicy", "airflow", "restrict-egress")] };

    /// <param name="made">Number of the try among all tries.</param>
    public static void Apply(Disturbance what, TryDraft draft, uint made)
    {
        var attempt = draft.Try;
        draft.GoOn();
        switch (what.Incident.Rule)
        {
            case Rules.NewDestination: Contact(draft, what.Target!, (int)what.Strength); break;
            case Rules.EgressDenied: Deny(draft, what); break;
            case Rules.ConnectionSurge: Surge(draft, what.Strength); break;
            case Rules.FanOut: Scan(draft, what); break;
            case Rules.DnsFailure: Unname(draft, what); break;
            case Rules.DnsTunnel: Tunnel(draft, what); break;
            case Rules.Exfiltration: Carry(draft, what); break;
            case Rules.PermissionFailures: Answer(draft, what, 403); break;
            case Rules.TokenFailures: Answer(draft, what, 401); break;
            case Rules.MetadataAccess: AskMetadata(draft, what.IsOtherKind); break;
            case Rules.PlaintextPeer: OfUse(draft, what.Use!).ForEach(dial => dial.Tls = TlsMode.Plaintext); break;
            case Rules.PrincipalMismatch: OfUse(draft, what.Use!).ForEach(dial => dial.ClientPrincipal = what.Word); break;
            case Rules.SidecarMissing: attempt.HasSidecar = false; break;
            case Rules.IdentityShared: (attempt.ServiceAccount, attempt.CloudIdentity) = (what.Word, ""); break;
            case Rules.IdentityExplosion: (attempt.Identity, attempt.HasIdentityOfItsOwn) = (CiliumNumbers.FirstTry + made, true); break;
            default: throw new ArgumentException($"Nothing is known of how '{what.Incident.Rule}' happens to a try.", nameof(what));
        }
    }

    private static List<Dial> OfUse(TryDraft draft, PeerUse use) => draft.Try.Dials.FindAll(dial => ReferenceEquals(dial.Target, use.Target));

    private static void Contact(TryDraft draft, Target target, int count)
    {
        var at = draft.SomeTime();
        if (target.Host.Length > 0)
        {
            draft.Look(target, at);
        }

        for (var number = 0; number < count; number++)
        {
            draft.Dial(target, at.Add(TimeSpan.FromMilliseconds(50 + (number * 300))));
        }
    }

    /// <summary>What nothing ever failed of would be nobody's incident: the first try does, later ones may live with it.</summary>
    private static double FailureRate(Disturbance what) => what.Incident.Tries == 0 ? 1 : 0.85;

    private static void Deny(TryDraft draft, Disturbance what)
    {
        var use = what.Use!;
        var policies = draft.Random.Chance(0.3) ? Denial : null;
        foreach (var dial in OfUse(draft, use))
        {
            (dial.Outcome, dial.Attempts, dial.HttpCode, dial.Policies) = (DialOutcome.Denied, draft.Random.Between(1, 4), 0, policies);
        }

        draft.FailOf(OfUse(draft, use).Select(dial => dial.KnownAt), FailureRate(what));
    }

    /// <summary>As a loop that reconnects does it, or a client that lost its pool: with little to say each time. Against its whole usual
    /// load, not that of a quiet Sunday.</summary>
    private static void Surge(TryDraft draft, double factor)
    {
        var attempt = draft.Try;
        var load = Math.Max(1, attempt.Dag.LoadAt(attempt.Start)) * attempt.Task.StepAt(attempt.Start);
        var wanted = (int)Math.Ceiling(factor * attempt.Task.UsualConnections * Math.Max(1, load) * draft.Random.LogNormal(1, 0.1));
        var use = attempt.Task.Uses.MaxBy(use => use.UsualConnections)!;
        draft.Use(use with { SentBytes = 600, ReceivedBytes = 600 }, Math.Max(0, wanted - attempt.Dials.Count));
    }

    private static void Scan(TryDraft draft, Disturbance what)
    {
        var at = draft.SomeTime();
        for (var number = 0; number < (int)what.Strength; number++)
        {
            at = at.Add(TimeSpan.FromMilliseconds(20));
            var dial = what.IsOtherKind
                ? draft.Dial(what.Use!.Target, at, port: (ushort)(1_000 + (number * 7)))
                : draft.Dial(TargetMaker.Bystander(draft.Random.Below(2_000)), at, port: draft.Random.Pick<ushort>([22, 443, 6_379, 8_080]));
            dial.HttpCode = 0;
            dial.Outcome = what.IsOtherKind || draft.Random.Chance(0.5) ? DialOutcome.Refused : draft.Random.Pick([DialOutcome.Timeout, DialOutcome.Established]);
        }
    }

    private static void Unname(TryDraft draft, Disturbance what)
    {
        var use = what.Use!;
        var attempt = draft.Try;
        var name = $"{use.Target.Host}.";
        var rcode = draft.Random.Chance(0.7) ? 3u : 2u;
        attempt.Dials.RemoveAll(dial => ReferenceEquals(dial.Target, use.Target));
        attempt.Questions.RemoveAll(question => question.Name == name);
        var at = draft.SomeTime();
        for (var again = draft.Random.Between(2, 6); again > 0; again--)
        {
            at = at.Add(TimeSpan.FromMilliseconds(400));
            draft.Ask(name, "A", at, rcode);
        }

        draft.FailOf([at.Add(TimeSpan.FromMilliseconds(10))], FailureRate(what));
    }

    private static void Tunnel(TryDraft draft, Disturbance what)
    {
        var at = draft.SomeTime();
        var random = draft.Random;
        var isSilent = random.Chance(0.3);
        for (var number = 0; number < (int)what.Strength; number++)
        {
            at = at.Add(TimeSpan.FromMilliseconds(random.Between(10, 60)));
            draft.Ask(string.Create(CultureInfo.InvariantCulture, $"{Words.Hash(random, random.Between(30, 55))}.{what.Word}."), random.Pick(["TXT", "A", "CNAME"]), at, isSilent ? 3u : 0);
        }
    }

    private static void Carry(TryDraft draft, Disturbance what)
    {
        var attempt = draft.Try;
        var load = Math.Max(1, attempt.Dag.LoadAt(attempt.Start)) * attempt.Task.StepAt(attempt.Start);
        var total = Math.Max(what.Strength * attempt.Task.UsualSentBytes * Math.Max(1, load), LeastExfiltration);
        var count = draft.Random.Between(1, 4);
        Contact(draft, draft.Today(what.Target!), count);
        foreach (var dial in attempt.Dials.TakeLast(count))
        {
            dial.SentBytes = (long)(total / count);
        }
    }

    private static void Answer(TryDraft draft, Disturbance what, ushort code)
    {
        var use = what.Use!;
        // Who is turned away asks again.
        draft.Use(use, Math.Max(0, 3 - OfUse(draft, use).Count));

        var share = draft.Random.Between(0.7, 1);
        var isFirst = true;
        foreach (var dial in OfUse(draft, use))
        {
            dial.HttpCode = isFirst || draft.Random.Chance(share) ? code : dial.HttpCode;
            isFirst = false;
        }

        draft.FailOf(OfUse(draft, use).Where(dial => dial.HttpCode == code).Select(dial => dial.KnownAt), FailureRate(what));
    }

    private static void AskMetadata(TryDraft draft, bool isDenied)
    {
        var at = draft.SomeTime();
        for (var number = draft.Random.Between(1, 3); number > 0; number--)
        {
            var dial = draft.Dial(TargetMaker.Metadata, at.Add(TimeSpan.FromSeconds(number)));
            (dial.Outcome, dial.Attempts) = isDenied ? (DialOutcome.Denied, 2) : (DialOutcome.Established, 1);
            dial.Policies = isDenied ? Denial : null;
        }
    }
}
