using Windsock.Model.Flows;

namespace Windsock.Attribution.Lifetimes;

/// <summary>An address that a pod has or had.</summary>
/// <param name="Until">First nanosecond at which it was seen without it; <see cref="long.MaxValue"/> while it has it.</param>
internal readonly record struct AddressHold(IpAddress Address, long Until)
{
    /// <summary>Two families, and a few sandboxes: more are not kept of one pod.</summary>
    public const int MaxPerPod = 16;
}
