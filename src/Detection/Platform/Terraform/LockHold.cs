using Windsock.Model.Flows;
using Windsock.Model.Identity;
using Windsock.Model.Platform;

namespace Windsock.Detection.Platform.Terraform;

/// <summary>One time that a state was locked, as its Lease showed it.</summary>
/// <param name="Lock">What the Lease said while it was held.</param>
/// <param name="Began">When it was taken: by the holder's own word where that can be, else when it was seen.</param>
internal sealed record LockHold(StateLock Lock, Instant Began)
{
    /// <summary><see cref="Instant.Never"/> while it is held.</summary>
    public Instant Ended { get; set; } = Instant.Never;

    /// <summary>Who took it, by the API server's audit; null when that does not say.</summary>
    public Owner? Taker { get; set; }

    /// <summary>Its end has been told.</summary>
    public bool IsTold { get; set; }

    public bool IsOver => Ended != Instant.Never;

    public string Who => Lock.Holder?.Who ?? "";

    public bool Covers(Instant at, TimeSpan tolerance) => at >= Began.Add(-tolerance) && at <= Ended.Add(tolerance);
}
