using System.Collections.Immutable;

namespace Windsock.Agent.Simulation.Truth.Platform;

/// <summary>The per-task counters of the platform that are compared with the truth.</summary>
internal static class PlatformFamily
{
    public const string Actions = "windsock_platform_actions_total";
    public const string Failures = "windsock_platform_failures_total";
    public const string Ready = "windsock_crossplane_ready_seconds_count";
    public const string Troubles = "windsock_crossplane_troubles_total";
    public const string LockWaits = "windsock_terraform_lock_wait_seconds_count";
    public const string LocksHeld = "windsock_terraform_lock_held_seconds_count";
    public const string CloudCalls = "windsock_cloud_calls_total";

    /// <summary>Equal to the truth series by series; of the calls to clouds only some are known to the truth, so they are not among them.</summary>
    public static ImmutableArray<string> All { get; } = [Actions, Failures, Ready, Troubles, LockWaits, LocksHeld];
}
