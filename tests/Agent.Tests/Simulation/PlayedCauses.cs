using Windsock.Model.Tries;

namespace Windsock.Agent.Tests.Simulation;

/// <summary>What tries of the simulated world fail of, when only its flows are told.</summary>
internal static class PlayedCauses
{
    /// <summary>Only the proxy of a mesh tells of the first two of those that are left out, and only the platform's own records of the others.</summary>
    public static IEnumerable<FailureCause> All { get; } = Enum.GetValues<FailureCause>()
        .Except([FailureCause.Routing, FailureCause.Overload, FailureCause.RequestRejected, FailureCause.StateLocked, FailureCause.ResourceNotReady]);
}
