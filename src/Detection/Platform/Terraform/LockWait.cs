using Windsock.Model.Flows;
using Windsock.Model.Identity;

namespace Windsock.Detection.Platform.Terraform;

/// <summary>A run wanted a lock that another held.</summary>
/// <param name="First">When it was first refused.</param>
/// <param name="Hold">The lock as its Lease showed it then; null when only the API server's audit tells of it.</param>
/// <param name="Holder">Who held it then; null when that is not known.</param>
internal sealed record LockWait(string Caller, Instant First, LockHold? Hold, Owner? Holder)
{
    /// <summary>Null when it is not known whose run it is.</summary>
    public Owner? Owner { get; set; }

    /// <summary>When it was last refused, or got the lock.</summary>
    public Instant Last { get; set; } = First;

    /// <summary>How often it was refused.</summary>
    public int Refusals { get; set; }

    public bool WasTaken { get; set; }

    public TimeSpan Waited => Last.Since(First);
}
