using Windsock.Model.Flows;
using Windsock.Model.Identity;

namespace Windsock.Detection.Platform.Terraform;

/// <summary>A pod that may hold a lock.</summary>
internal sealed class HolderPod(string uid, string host, Owner owner)
{
    public string Uid { get; } = uid;

    /// <summary>The name that its processes see of the machine they run on.</summary>
    public string Host { get; } = host;

    public Owner Owner { get; set; } = owner;

    /// <summary>From when on it is known to have lived.</summary>
    public Instant Since { get; set; }

    /// <summary><see cref="Since"/> is when it started, not when it was first heard of.</summary>
    public bool IsStartKnown { get; set; }

    /// <summary>When its containers ended or it was gone; <see cref="Instant.Never"/> while it lives.</summary>
    public Instant Ended { get; set; } = Instant.Never;

    public bool Lives => Ended == Instant.Never;

    /// <summary>It lived then; times of Kubernetes are whole seconds, and clocks differ.</summary>
    public bool LivedAt(Instant at, TimeSpan tolerance) => at >= Since.Add(-tolerance) && at <= Ended.Add(tolerance);

    /// <summary>It lived then, or nothing says that it did not.</summary>
    public bool MayHaveLivedAt(Instant at, TimeSpan tolerance) => LivedAt(at, tolerance) || (!IsStartKnown && at <= Ended.Add(tolerance));
}
