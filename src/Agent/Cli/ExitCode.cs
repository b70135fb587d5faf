using System.Collections.Immutable;

namespace Windsock.Agent.Cli;

/// <summary>What the process answers; part of the reference page, so that scripts may rely on it.</summary>
internal static class ExitCode
{
    public const int Ok = 0;
    public const int Failed = 1;
    public const int Usage = 2;
    public const int ReconciliationOff = 3;
    public const int NothingFound = 4;
    public const int DoctorWarned = 5;
    public const int DoctorFailed = 6;
    public const int TrailBroken = 7;
    public const int Interrupted = 130;

    public static ImmutableArray<(int Code, string Meaning)> All { get; } =
    [
        (Ok, "Done; for `doctor`: nothing warns or fails. For `run`: stopped by SIGTERM or Ctrl+C, with everything handed over. For `observe -f` and `top`: ended by them."),
        (Failed, "Failed while working; the last line on standard error says why. For `observe -f` also: the agent has ended the flows."),
        (Usage, "Wrong command line or configuration; nothing was started."),
        (ReconciliationOff, "`demo --for`: the books do not balance, or flows do not match what was simulated."),
        (NothingFound, "`explain`: the agent was asked and knows no such try. `audit query`: no record fits."),
        (DoctorWarned, "`doctor`: at least one check warns, none fails."),
        (DoctorFailed, "`doctor`: at least one check fails."),
        (TrailBroken, "`audit verify`: something in the trail was changed, cut, moved or taken away."),
        (Interrupted, "Ctrl+C or SIGTERM before the work was done (`demo --for`, `replay`, `doctor`, `observe` without -f)."),
    ];
}
