using System.Collections.Immutable;
using System.Globalization;
using Windsock.Detection.Diagnosis.Policies;
using Windsock.Detection.Tries;
using Windsock.Model.Connections;
using Windsock.Model.Flows;
using Windsock.Model.Identity;
using Windsock.Model.Tries;

namespace Windsock.Detection.Diagnosis;

/// <summary>Puts a cause into words for the person on call.</summary>
internal static class Wording
{
    public static Model.Tries.Diagnosis Of(Suspicion suspicion, Confidence confidence, TryCase tryCase) => new()
    {
        Cause = suspicion.Cause,
        Confidence = confidence,
        Sentence = Completed($"{What(suspicion)}{When(suspicion, tryCase)}{Repeats(suspicion)}.{Why(suspicion)}", tryCase),
        Retry = suspicion.Retry,
        Mend = OneLine.Of(Mends.Of(suspicion, tryCase)),
        PolicyFragment = suspicion is { Cause: FailureCause.PolicyDenied, PeerCase: not null } ? PolicyFragments.Of(suspicion, suspicion.PeerCase, tryCase) : "",
        Peer = suspicion.Peer,
        Port = suspicion.Port,
        Evidence = [.. suspicion.Evidence.Select(OneLine.Of)],
        RequestId = suspicion.RequestId,
        TraceId = suspicion.TraceId,
        Count = suspicion.Count,
        FirstSeen = suspicion.First,
        LastSeen = suspicion.Last,
    };

    /// <summary>What was seen, of a try that may still run: without saying how long before its end.</summary>
    public static string Plain(Suspicion suspicion) => OneLine.Of($"{What(suspicion)}{Repeats(suspicion)}.{Why(suspicion)}");

    /// <summary>It failed, and the network shows no trouble.</summary>
    public static Model.Tries.Diagnosis OfNothing(TryCase tryCase)
    {
        var other = PodReasons.Of(tryCase.PodReason);
        var evidence = tryCase.Evidence;
        var seen = evidence.FlowEvents == 0 ? "No network activity of it was seen, so nothing there explains the failure" : "The network shows nothing that explains the failure";
        var ending = (tryCase.PodReason, tryCase.ExitCode) switch
        {
            ({ Length: > 0 } reason, { } code) => string.Create(CultureInfo.InvariantCulture, $"; its pod ended with exit code {code} ({reason})"),
            ({ Length: > 0 } reason, null) => $"; its pod ended with reason {reason}",
            (_, { } code) => string.Create(CultureInfo.InvariantCulture, $"; its pod ended with exit code {code}"),
            _ => "",
        };
        return new Model.Tries.Diagnosis
        {
            Cause = FailureCause.NoneSeen,
            Confidence = evidence.FlowEvents == 0 ? Confidence.Low : evidence.IsComplete ? Confidence.High : Confidence.Medium,
            Sentence = Completed($"{seen}{ending}.", tryCase),
            Retry = other?.Retry ?? RetryAdvice.Unknown,
            Mend = other?.Mend ?? "",
            FirstSeen = tryCase.EndedAt,
            LastSeen = tryCase.EndedAt,
        };
    }

    /// <summary>The peer as people write it.</summary>
    public static string Where(Suspicion suspicion) =>
        suspicion.Port == 0 ? suspicion.Peer : string.Create(CultureInfo.InvariantCulture, $"{suspicion.Peer}:{suspicion.Port}");

    /// <summary>What was seen, without when and why.</summary>
    private static string What(Suspicion suspicion) => suspicion.Cause switch
    {
        _ when suspicion.Platform is { } trouble => $"Its {trouble.What}",
        _ when suspicion.Mesh is not null => suspicion.Code == 0
            ? $"Its call to {Where(suspicion)} failed"
            : string.Create(CultureInfo.InvariantCulture, $"Its call to {Where(suspicion)} failed with HTTP {suspicion.Code}"),
        FailureCause.DnsFailure when suspicion.PeerCase is null => NotResolved(suspicion),
        FailureCause.DnsFailure => suspicion.Outcome == ConnectionOutcome.Refused
            ? $"The name server {Where(suspicion)} refused its queries"
            : $"The name server {Where(suspicion)} did not answer its queries",
        _ when suspicion.Drop is { } drop => Dropped(suspicion, drop),
        FailureCause.Refused => $"{Where(suspicion)} refused its connection",
        FailureCause.ServiceWithoutBackend => $"The service {Where(suspicion)} refused its connection",
        FailureCause.Timeout => $"{Where(suspicion)} did not answer its connection",
        FailureCause.Reset => $"Its connection to {Where(suspicion)} was set up and then reset",
        FailureCause.Tls => $"Its connection to {Where(suspicion)} was set up and {(suspicion.Outcome == ConnectionOutcome.Established ? "closed" : "reset")} within the TLS handshake",
        _ => string.Create(CultureInfo.InvariantCulture, $"{Where(suspicion)} answered HTTP {suspicion.Code} ({Meaning(suspicion)})"),
    };

    private static string Dropped(Suspicion suspicion, DropClass drop)
    {
        var subject = suspicion.PeerCase is { Key.Direction: TrafficDirection.Ingress }
            ? string.Create(CultureInfo.InvariantCulture, $"The connection of {suspicion.Peer} to its port {suspicion.Port}")
            : $"Its connection to {Where(suspicion)}";
        var side = suspicion.DroppedAt == TrafficDirection.Ingress ? "ingress" : "egress";
        return suspicion.Cause switch
        {
            FailureCause.PolicyDenied => $"{subject} was denied by {Policy(suspicion, drop, side)}",
            FailureCause.IdentityNotReady when drop.Cause == FailureCause.PolicyDenied => $"{subject} was dropped in the first seconds of its pod,",
            _ => $"{subject} was dropped",
        };
    }

    /// <summary>The reason behind it, where there is more to say; a sentence of its own.</summary>
    private static string Why(Suspicion suspicion) => suspicion switch
    {
        { Platform: { Why: { Length: > 0 } why } } => $" {why}.",
        { Platform: not null } => "",
        { Mesh: { Told: { Length: > 0 } told } mesh } => $" The reason: {mesh.Class.Because} ({told}).",
        { Mesh: { } mesh } => $" The reason: {mesh.Class.Because}.",
        { MayBeWarmUp: true } => " All of it was in the first seconds of its pod: Cilium may not have computed its policy by then.",
        { Cause: FailureCause.PolicyDenied, Drop.Reason: DropReason.PolicyDenied } when !HasPolicies(suspicion) => " No policy allows it.",
        { Cause: FailureCause.PolicyDenied, Drop.Reason: DropReason.PolicyDenied or DropReason.PolicyDeny } => "",
        { Cause: FailureCause.IdentityNotReady, Drop.Cause: FailureCause.PolicyDenied } => " Cilium had not computed its policy yet; later connections came about.",
        { Drop: { } drop } when IsNamed(drop) => $" The reason: {drop.Because}.",
        { Drop: { } drop } => $" {char.ToUpperInvariant(drop.Because[0])}{drop.Because[1..]}.",
        { Cause: FailureCause.Refused } => " Nobody listens there.",
        { Cause: FailureCause.ServiceWithoutBackend } => " No backend is ready behind it.",
        _ => "",
    };

    private static string Policy(Suspicion suspicion, DropClass drop, string side)
    {
        var names = suspicion.Evidence.Where(IsPolicy).ToList();
        if (names.Count == 0)
        {
            return $"network policy ({side})";
        }

        var kind = names[0][..names[0].IndexOf(' ', StringComparison.Ordinal)];
        var rule = drop.Reason == DropReason.PolicyDeny ? "a deny rule of policy" : "policy";
        var others = names.Count > 1 ? string.Create(CultureInfo.InvariantCulture, $" and {names.Count - 1} more") : "";
        return $"{rule} {names[0][(kind.Length + 1)..]}{others} ({kind}, {side})";
    }

    private static string NotResolved(Suspicion suspicion) => suspicion.Code switch
    {
        NameSuspicions.NameError => $"The name {suspicion.Peer} does not exist (NXDOMAIN)",
        NameSuspicions.RefusedByServer => $"The look-up of {suspicion.Peer} was refused (REFUSED)",
        _ => $"The look-up of {suspicion.Peer} failed ({PublicNames.OfRcode(suspicion.Code).ToUpperInvariant()})",
    };

    private static string Meaning(Suspicion suspicion) => suspicion.Cause switch
    {
        FailureCause.Permission => "forbidden",
        FailureCause.Token => "not authenticated",
        FailureCause.RateLimited => "too many requests",
        _ => "server error",
    };

    private static string When(Suspicion suspicion, TryCase tryCase)
    {
        var gap = tryCase.EndedAt.Since(suspicion.Last);
        return gap < TimeSpan.FromSeconds(1) ? " right before it ended" : $" {TimeWords.Of(gap)} before it ended";
    }

    private static string Repeats(Suspicion suspicion) => suspicion switch
    {
        { Count: <= 1 } => "",
        { Code: > 0 } => string.Create(CultureInfo.InvariantCulture, $"; {suspicion.Count} such answers{(suspicion.NeverWorked ? ", and no good one" : "")}"),
        { NeverWorked: true } => string.Create(CultureInfo.InvariantCulture, $"; all {suspicion.Count} attempts failed"),
        _ => string.Create(CultureInfo.InvariantCulture, $"; {suspicion.Count} attempts failed"),
    };

    private static bool HasPolicies(Suspicion suspicion) => suspicion.Evidence.Any(IsPolicy);

    private static bool IsPolicy(string evidence) => evidence.Contains(' ', StringComparison.Ordinal);

    private static bool IsNamed(DropClass drop) => drop.Reason != DropReason.Unknown && drop != DropClasses.Unlisted;

    private static string Completed(string sentence, TryCase tryCase)
    {
        if (tryCase.Result == TryResult.Unknown)
        {
            var goesOnSmall = sentence.StartsWith("Its ", StringComparison.Ordinal) || sentence.StartsWith("The ", StringComparison.Ordinal);
            sentence = $"If it failed: {(goesOnSmall ? char.ToLowerInvariant(sentence[0]) : sentence[0])}{sentence[1..]}";
        }

        var missing = Missing(tryCase.Evidence);
        return OneLine.Of(missing.Length == 0 ? sentence : $"{sentence} Evidence is incomplete: {missing}.");
    }

    private static string Missing(TryEvidence evidence)
    {
        ImmutableArray<string> parts =
        [
            evidence.LostEvents > 0 ? string.Create(CultureInfo.InvariantCulture, $"{evidence.LostEvents} events lost meanwhile") : "",
            evidence.HasGap ? "a gap of unknown size" : "",
            evidence.IsTruncated ? "more happened than is kept" : "",
            evidence.SawStart ? "" : "its start was not seen",
        ];
        return string.Join(", ", parts.Where(part => part.Length > 0));
    }
}
