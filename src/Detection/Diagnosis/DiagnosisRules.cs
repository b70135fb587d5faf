namespace Windsock.Detection.Diagnosis;

/// <summary>The judgement of the diagnosis in numbers, each with its reason. They are no settings: who changes one has to run the
/// simulation's twenty seeds, which hold diagnoses against the truth.</summary>
internal static class DiagnosisRules
{
    /// <summary>An answered failure (refusal, reset, status code, rcode) becomes an exception at once, and the exception ends the task within
    /// seconds: callbacks, the upload of the log, the end of the container. Kubernetes tells the end to a second, by another clock.</summary>
    public static readonly TimeSpan FreshAnswer = TimeSpan.FromSeconds(6);

    /// <summary>Linux sends a dropped SYN again after 1, 3, 7, 15, 31 and 63 s, and gives up at 127 s: after the last repeat seen the client
    /// may still wait for 64 s before it fails.</summary>
    public static readonly TimeSpan FreshDrop = TimeSpan.FromSeconds(80);

    /// <summary>The same, where the repeats after the first ten seconds are not part of the evidence.</summary>
    public static readonly TimeSpan FreshSilence = TimeSpan.FromSeconds(135);

    /// <summary>A failure of a minute ago may have been slept over by a retry that never came.</summary>
    public static readonly TimeSpan Recent = TimeSpan.FromSeconds(60);

    /// <summary>After five minutes a task that failed for it would have said so.</summary>
    public static readonly TimeSpan Old = TimeSpan.FromMinutes(5);

    /// <summary>How much later than a failure another must be to be the likelier one. Less than the disorder of events and clocks says nothing.</summary>
    public static readonly TimeSpan ClearlyLater = TimeSpan.FromSeconds(2);

    /// <summary>What a task still does after it has failed: it uploads its log and tells Airflow.</summary>
    public static readonly TimeSpan Aftermath = TimeSpan.FromSeconds(2);

    /// <summary>A connection that begins this soon after a failure may have been under way by then.</summary>
    public static readonly TimeSpan Overlap = TimeSpan.FromSeconds(1);

    /// <summary>Who works on for two minutes while a peer keeps failing can do without it: telemetry, above all.</summary>
    public static readonly TimeSpan Endurance = TimeSpan.FromMinutes(2);

    /// <summary>Cilium makes a new pod's endpoint ready within seconds, also on a busy node.</summary>
    public static readonly TimeSpan WarmUp = TimeSpan.FromSeconds(10);

    /// <summary>Kubernetes cuts times to whole seconds, and clocks differ by one or two.</summary>
    public static readonly TimeSpan ClockSlack = TimeSpan.FromSeconds(3);

    /// <summary>A task that failed by its first packets' drops does not live much longer.</summary>
    public static readonly TimeSpan HastyEnd = TimeSpan.FromSeconds(30);

    /// <summary>The answers to one look-up (A, AAAA, search path) come together, up to the disorder of events.</summary>
    public static readonly TimeSpan OneLookup = TimeSpan.FromSeconds(3);

    /// <summary>Answers this far apart belong to different look-ups.</summary>
    public static readonly TimeSpan AnotherLookup = TimeSpan.FromMilliseconds(500);

    /// <summary>A handshake takes two or three round trips, of 0.3 s around the world at most.</summary>
    public static readonly TimeSpan Handshake = TimeSpan.FromSeconds(1);

    /// <summary>SYNs by which one connection is a retry pattern of its own.</summary>
    public const int PersistentSyns = 3;

    public const int MaxDiagnoses = 8;

    public const int MaxEvidence = 8;

    /// <summary>Ports on which TLS comes first.</summary>
    public static bool IsTlsPort(ushort port) => port is
        443 or 465 or 563 or 636 or 853 or 989 or 990 or 992 or 993 or 994 or 995 or 2376 or 3269 or 5061 or 5671 or 5986 or 6443 or 6514
        or 6697 or 8243 or 8443 or 8883 or 9443 or 10250 or 15017;
}
